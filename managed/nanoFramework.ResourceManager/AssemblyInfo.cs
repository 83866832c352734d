// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("nanoFramework.ResourceManager")]
[assembly: AssemblyVersion("1.2.32.0")]
[assembly: AssemblyNativeVersion("100.0.0.1")]
