// Identity of the assembly: name, API and version of the official library that it stands for.
using System.Reflection;

[assembly: AssemblyTitle("nanoFramework.M2Mqtt.Core")]
[assembly: AssemblyVersion("5.1.212.0")]
