// nanoFramework.Runtime.Native.ResourceUtility.
using System;
using System.Resources;
using System.Runtime.CompilerServices;

namespace nanoFramework.Runtime.Native
{
    /// <summary>
    /// Reads resources by the numbers that the compiler's tools put into an enum, whose type is short or ushort.
    /// </summary>
    public static class ResourceUtility
    {
        /// <summary>A new string or byte[]. ArgumentException if there is no such resource.</summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern object GetObject(ResourceManager rm, Enum id);

        /// <summary>
        /// Part of a binary resource: up to length bytes from an offset inside it, -1 for all the rest.
        /// </summary>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern object GetObject(ResourceManager rm, Enum id, int offset, int length);

        /// <summary>The parts of a string between its '|'.</summary>
        public static string[] GetDelimitedStringResources(ResourceManager rm, Enum resource)
        {
            return ((string)GetObject(rm, resource)).Split('|');
        }

        public static string GetDelimitedStringResource(ResourceManager rm, Enum resource, int i)
        {
            return GetDelimitedStringResources(rm, resource)[i];
        }
    }
}
