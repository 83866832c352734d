// System.Resources.ResourceManager.
using System.Reflection;
using System.Runtime.CompilerServices;

namespace System.Resources
{
    /// <summary>
    /// One resource file of an assembly. Its strings and bytes stay in the assembly's image until ResourceUtility
    /// reads them.
    /// </summary>
    public class ResourceManager
    {
        private const string Extension = ".nanoresources";

        // For the natives of ResourceUtility.
#pragma warning disable 414
        private readonly Assembly _assembly;
        private readonly int _resourceFileId;
#pragma warning restore 414

        /// <summary>The resources that were compiled into the assembly as baseName.resources.</summary>
        public ResourceManager(string baseName, Assembly assembly)
        {
            _assembly = assembly;
            _resourceFileId = FindResource(baseName + Extension, assembly);
            if (_resourceFileId < 0) throw new ArgumentException("The assembly has no resources " + baseName + ".");
        }

        /// <summary>The row of a resource file, -1 if the assembly has none of that name.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern int FindResource(string baseName, Assembly assembly);
    }
}
