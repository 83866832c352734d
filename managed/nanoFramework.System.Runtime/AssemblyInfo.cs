// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("nanoFramework.System.Runtime")]
[assembly: AssemblyVersion("1.0.28.0")]
