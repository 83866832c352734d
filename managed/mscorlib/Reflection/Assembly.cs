// System.Reflection.Assembly and AssemblyName.
using System.Globalization;
using System.Runtime.CompilerServices;

namespace System.Reflection
{
    /// <summary>A loaded assembly.</summary>
    [Serializable]
    public class Assembly
    {
        public Assembly() { }

        /// <summary>"Name, Version=1.2.3.4".</summary>
        public virtual extern string FullName
        {
            [MethodImpl(MethodImplOptions.InternalCall)]
            get;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern Assembly GetExecutingAssembly();

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal extern void GetVersion(ref int major, ref int minor, ref int build, ref int revision);

        public AssemblyName GetName() { return new AssemblyName(this); }

        public static Assembly GetAssembly(Type type) { return type.Assembly; }

        /// <summary>The type of this assembly with the given full name, or null.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern Type GetType(string name);

        public virtual Type GetType(string name, bool throwOnError)
        {
            Type type = GetType(name);
            if (type == null && throwOnError) throw new ArgumentException("There is no type " + name + ".");
            return type;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        public virtual extern Type[] GetTypes();

        /// <summary>The assembly "Name.culture" of the culture or of the nearest parent that has one.</summary>
        public Assembly GetSatelliteAssembly(CultureInfo culture)
        {
            if (culture == null) throw new ArgumentNullException("culture");
            string name = GetName().Name;
            for (; culture.Name.Length > 0; culture = culture.Parent)
            {
                Assembly satellite = LoadInternal(name + "." + culture.Name, false, 0, 0, 0, 0);
                if (satellite != null) return satellite;
            }
            throw new ArgumentException("There is no satellite assembly.");
        }

        /// <summary>Finds a loaded assembly by "Name" or "Name, Version=1.2.3.4".</summary>
        public static Assembly Load(string assemblyString)
        {
            if (assemblyString == null) throw new ArgumentNullException("assemblyString");
            bool hasVersion;
            int[] version;
            string name = AssemblyIdentity.Parse(assemblyString, out hasVersion, out version);
            Assembly assembly = LoadInternal(name, hasVersion, version[0], version[1], version[2], version[3]);
            if (assembly == null) throw new ArgumentException("The assembly " + assemblyString + " is not loaded.");
            return assembly;
        }

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern Assembly LoadInternal(string assemblyString, bool fVersion, int maj, int min,
            int build, int rev);

        /// <summary>
        /// Verifies, links and starts a nanoFramework PE file; the array must not be changed afterwards.
        /// </summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern Assembly Load(byte[] rawAssembly);

        [MethodImpl(MethodImplOptions.InternalCall)]
        internal extern string[] GetManifestResourceNames();
    }

    /// <summary>Name and version of an assembly.</summary>
    public sealed class AssemblyName
    {
        private readonly Assembly _assembly;

        internal AssemblyName(Assembly assembly) { _assembly = assembly; }

        public string Name
        {
            get
            {
                string fullName = FullName;
                int comma = fullName.IndexOf(',');
                return comma < 0 ? fullName : fullName.Substring(0, comma);
            }
        }

        public string FullName { get { return _assembly.FullName; } }

        public Version Version
        {
            get
            {
                int major = 0, minor = 0, build = 0, revision = 0;
                _assembly.GetVersion(ref major, ref minor, ref build, ref revision);
                return new Version(major, minor, build, revision);
            }
        }
    }

    /// <summary>Reader of "Name[, Version=a.b[.c[.d]]][, further keys]".</summary>
    internal static class AssemblyIdentity
    {
        private const string VersionKey = "version=";

        /// <summary>
        /// Returns the simple name; version parts that are not given stay 0. Throws ArgumentException if malformed.
        /// </summary>
        internal static string Parse(string text, out bool hasVersion, out int[] version)
        {
            string[] parts = text.Split(',');
            version = new int[4];
            hasVersion = false;
            for (int i = 1; i < parts.Length; i++)
            {
                string part = parts[i].Trim();
                if (!part.ToLower().StartsWith(VersionKey)) continue;
                string[] numbers = part.Substring(VersionKey.Length).Split('.');
                if (numbers.Length > version.Length) throw new ArgumentException();
                for (int k = 0; k < numbers.Length; k++) version[k] = ushort.Parse(numbers[k]);
                hasVersion = true;
            }
            return parts[0].Trim();
        }
    }
}
