// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("mscorlib")]
[assembly: AssemblyVersion("1.17.11.0")]
[assembly: AssemblyNativeVersion("100.5.0.24")]
