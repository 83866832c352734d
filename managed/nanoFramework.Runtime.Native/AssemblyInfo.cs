// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("nanoFramework.Runtime.Native")]
[assembly: AssemblyVersion("1.7.11.0")]
[assembly: AssemblyNativeVersion("100.0.10.0")]
