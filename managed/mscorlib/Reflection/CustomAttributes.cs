// Turns what the runtime reads of attributes into attribute objects.
using System.Collections;

namespace System.Reflection
{
    internal static class CustomAttributes
    {
        /// <summary>
        /// rows holds two elements per attribute: an unconstructed instance, of which only the type counts, and the
        /// fixed constructor arguments: null for none, the boxed value for one, object[] for several. Attributes whose
        /// constructor cannot be told (compilers add some that exist only at compile time) are left out.
        /// </summary>
        internal static object[] Construct(object[] rows)
        {
            if (rows == null) return new object[0];
            ArrayList made = new ArrayList();
            for (int i = 0; i + 1 < rows.Length; i += 2)
            {
                Type type = rows[i].GetType();
                object[] arguments = Arguments(rows[i + 1]);
                ConstructorInfo constructor = Constructor(type, arguments);
                if (constructor == null && rows[i + 1] is object[])
                {
                    arguments = new object[] { rows[i + 1] };
                    constructor = Constructor(type, arguments);
                }
                if (constructor != null) made.Add(constructor.Invoke(arguments));
            }
            return made.ToArray();
        }

        private static object[] Arguments(object argument)
        {
            if (argument == null) return new object[0];
            object[] several = argument as object[];
            return several != null ? several : new object[] { argument };
        }

        private static ConstructorInfo Constructor(Type type, object[] arguments)
        {
            ConstructorInfo[] constructors = type.GetConstructors();
            for (int i = 0; i < constructors.Length; i++)
            {
                ParameterInfo[] parameters = constructors[i].GetParameters();
                if (parameters.Length == arguments.Length && Accepts(parameters, arguments)) return constructors[i];
            }
            return null;
        }

        /// <summary>Whether each argument fits; enum arguments may come as their underlying integer.</summary>
        private static bool Accepts(ParameterInfo[] parameters, object[] arguments)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                Type type = parameters[i].ParameterType;
                if (arguments[i] == null)
                {
                    if (type.IsValueType) return false;
                }
                else if (!type.IsInstanceOfType(arguments[i]) && !type.IsEnum)
                {
                    return false;
                }
            }
            return true;
        }
    }
}
