// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("nanoFramework.System.Collections")]
[assembly: AssemblyVersion("1.5.75.0")]
[assembly: AssemblyNativeVersion("100.0.2.0")]
