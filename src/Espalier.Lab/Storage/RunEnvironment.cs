using System.Reflection;
using System.Runtime.InteropServices;

namespace Espalier.Lab.Storage;

/// <summary>What program and machine a run used.</summary>
/// <param name="CodeVersion">The program's version, with the commit where the build knows it.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="Processor">Architecture and number of logical cores.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The runtime's version.</param>
public sealed record RunEnvironment(string CodeVersion, string Machine, string Processor, string System, string Runtime)
{
    /// <summary>Asks the machine and the program.</summary>
    public static RunEnvironment Capture() => new(
        typeof(InvalidInputException).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        Environment.MachineName,
        Invariant($"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} logical cores"),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);
}
