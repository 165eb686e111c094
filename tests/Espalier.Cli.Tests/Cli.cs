using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Espalier.Cli.Tests;

/// <summary>Starts the real binary in an own temporary folder.</summary>
/// <example><code>
/// using var cli = new Cli();
/// Ran ran = await cli.Run("inspect", "missing.onnx");
/// ran.IsOneLineError("missing.onnx");
/// </code></example>
internal sealed class Cli : IDisposable
{
    private static readonly string[] SilencedVariables = ["ESPALIER_DATA", "ESPALIER_DEBUG", "NO_COLOR"];

    /// <summary>The folder in which the command runs; it is deleted afterwards.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("espalier-cli-").FullName;

    /// <summary>Variables to set for the command.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The command line's beginning that starts the program: a file and its first argument.</summary>
    public static (string Program, string Library) Command { get; } =
        (System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "Espalier.Cli.dll"));

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file into the folder and returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>Runs a command; where no variable is set for it, in a program that is running already.</summary>
    public async Task<Ran> Run(params string[] arguments)
    {
        if (Environment.Count == 0 && WarmProgram.IsWanted)
        {
            using CancellationTokenSource patience = Patience();
            return await WarmProgram.Run(this, arguments, patience.Token);
        }

        using Process process = Start(arguments);
        return await Finish(process);
    }

    /// <summary>Runs the command inside a bash command line, where <c>"$@"</c> stands for it.</summary>
    public async Task<Ran> RunInBash(string script, params string[] arguments)
    {
        if (!File.Exists("/bin/bash")) Assert.Skip("there is no /bin/bash here");
        using Process process = Launch("/bin/bash", ["-c", script, "bash", Command.Program, Command.Library, .. arguments]);
        return await Finish(process);
    }

    /// <summary>Starts the command without waiting for it.</summary>
    public Process Start(params string[] arguments) => Launch(Command.Program, [Command.Library, .. arguments]);

    /// <summary>Sends a signal, then waits for the end.</summary>
    public static async Task<Ran> Stop(Process process, string signal = "INT")
    {
        if (!File.Exists("/bin/kill") || (signal == "INT" && IgnoresInterrupts()))
        {
            process.Kill();
            Assert.Skip("signals cannot be sent here, or this run ignores them as one under nohup does");
        }

        string id = process.Id.ToString(CultureInfo.InvariantCulture);
        using (Process kill = Process.Start("/bin/kill", [$"-{signal}", id])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await Finish(process);
    }

    /// <summary>Waits until the command listens to signals and has computed for a while, however long that takes on a busy machine.</summary>
    /// <param name="process">What <see cref="Start"/> returned.</param>
    /// <param name="processorSeconds">Seconds of the processor, not of the clock.</param>
    public async Task UntilBusy(Process process, double processorSeconds)
    {
        while (!process.HasExited && !(File.Exists(Listening) && process.TotalProcessorTime.TotalSeconds > processorSeconds))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            process.Refresh();
        }

        Assert.False(process.HasExited, "the command ended before it was to be stopped");
    }

    /// <summary>What a process ignores, those that it starts ignore too.</summary>
    private static bool IgnoresInterrupts()
    {
        const string Status = "/proc/self/status", Ignored = "SigIgn:";
        if (!File.Exists(Status)) return false;
        string mask = File.ReadLines(Status).First(line => line.StartsWith(Ignored, StringComparison.Ordinal))[Ignored.Length..];
        return (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
    }

    /// <summary>Waits for the end.</summary>
    public static async Task<Ran> Finish(Process process)
    {
        using CancellationTokenSource patience = Patience();
        CancellationToken cancel = patience.Token;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancel);
            string output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return new Ran(output, await error, process.ExitCode);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>
    /// A command that goes on for ever is ended after a time that no test comes near, or when the run is: it fails one test, not all of them.
    /// </summary>
    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(20));
        return patience;
    }

    public void Dispose()
    {
        File.Delete(Listening);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The command makes this file as soon as a signal asks it to stop rather than ends it.</summary>
    private string Listening => Folder + ".listening";

    private Process Launch(string program, IEnumerable<string> arguments) =>
        Launch(program, arguments, Folder, Environment.Prepend(new("ESPALIER_LISTENING", Listening)));

    /// <summary>The variables that a program gets from this process.</summary>
    public static Dictionary<string, string> InheritedEnvironment() => System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => !SilencedVariables.Contains((string)variable.Key))
        .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!);

    /// <summary>Starts a program without input, its streams to be read.</summary>
    internal static Process Launch(
        string program, IEnumerable<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in SilencedVariables) start.Environment.Remove(variable);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}

/// <summary>What a command left behind.</summary>
internal sealed record Ran(string Output, string Error, int ExitCode)
{
    /// <summary>The one JSON document on stdout; anything beside it fails to parse.</summary>
    public JsonElement Json()
    {
        Assert.True(ExitCode is 0 or 1, $"exit code {ExitCode}: {Error}");
        return JsonDocument.Parse(Output).RootElement;
    }

    /// <summary>The outputs that <c>run</c> told, input by input.</summary>
    public double[][] Outputs() =>
        [.. Json().GetProperty("outputs").EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];

    /// <summary>
    /// Asserts bad usage as the contract has it: exit code 2, nothing on stdout but the error with --json, one line on stderr that says all
    /// of these.
    /// </summary>
    public void IsOneLineError(params string[] parts)
    {
        Assert.Equal(2, ExitCode);
        if (Output.Length > 0) Assert.Equal("error", Assert.Single(JsonDocument.Parse(Output).RootElement.EnumerateObject()).Name);
        string line = Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("espalier: ", line);
        Assert.DoesNotContain("   at ", line);
        Assert.All(parts, part => Assert.Contains(part, line));
    }
}
