// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("nanoFramework.Azure.Devices.Client")]
[assembly: AssemblyVersion("1.2.115.0")]
