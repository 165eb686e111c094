using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text.Json;
using Espalier.Cli.Tests;

[assembly: AssemblyFixture(typeof(WarmPrograms))]

namespace Espalier.Cli.Tests;

/// <summary>One command for a program that is running already.</summary>
/// <param name="Folder">Where it runs.</param>
/// <param name="Words">Its command line.</param>
/// <param name="Output">The file that stands for stdout.</param>
/// <param name="Error">The file that stands for stderr.</param>
/// <param name="Environment">All variables: tests set some for all programs, such as the password of a server that they began.</param>
internal sealed record WarmRequest(string Folder, string[] Words, string Output, string Error, Dictionary<string, string> Environment);

/// <summary>
/// The real program, kept running for one command after the other: most of the processor time of a short command is the compilation of the
/// same methods again.
/// </summary>
/// <remarks>
/// Each command has a current folder, streams and an exit code of its own; the process ends when the test run does. Signals, variables, pipes
/// and terminals need a process of their own.
/// </remarks>
internal sealed class WarmProgram : IDisposable
{
    public const string PipeVariable = "ESPALIER_TEST_PIPE";
    public const string HookVariable = "DOTNET_STARTUP_HOOKS";

    private static readonly ConcurrentBag<WarmProgram> Idle = [];

    private readonly NamedPipeServerStream _pipe;
    private readonly StreamReader _answers;
    private readonly StreamWriter _requests;

    private WarmProgram(NamedPipeServerStream pipe, Process process)
    {
        (_pipe, Process) = (pipe, process);
        _answers = new StreamReader(pipe, leaveOpen: true);
        _requests = new StreamWriter(pipe, leaveOpen: true) { AutoFlush = true };
    }

    /// <summary>Where streams can be handed on by number; with <c>ESPALIER_COLD=1</c> every command is a process of its own.</summary>
    public static bool IsWanted => !OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("ESPALIER_COLD") is not "1";

    public Process Process { get; }

    /// <summary>Runs a command in a program that has nothing to do, or in a new one.</summary>
    /// <param name="cli">Where it runs.</param>
    /// <param name="words">The command line.</param>
    /// <param name="cancel">Ends the program with the command.</param>
    public static async Task<Ran> Run(Cli cli, string[] words, CancellationToken cancel)
    {
        if (!Idle.TryTake(out WarmProgram? program)) program = await Begin(cancel);
        (string output, string error) = (cli.Folder + ".out", cli.Folder + ".err");
        string request = JsonSerializer.Serialize(new WarmRequest(cli.Folder, words, output, error, Cli.InheritedEnvironment()));
        try
        {
            await program._requests.WriteLineAsync(request.AsMemory(), cancel);
            string? code = await program._answers.ReadLineAsync(cancel);
            if (code is null) await program.Process.WaitForExitAsync(cancel);
            var ran = new Ran(
                await File.ReadAllTextAsync(output, cancel), await File.ReadAllTextAsync(error, cancel),
                code is null ? program.Process.ExitCode : int.Parse(code, System.Globalization.CultureInfo.InvariantCulture));
            if (code is null) program.Dispose();
            else Idle.Add(program);
            return ran;
        }
        catch (OperationCanceledException)
        {
            program.Process.Kill(entireProcessTree: true);
            program.Dispose();
            throw;
        }
        finally
        {
            File.Delete(output);
            File.Delete(error);
        }
    }

    /// <summary>Ends the programs, none of which has anything to do any more.</summary>
    public static void EndAll()
    {
        while (Idle.TryTake(out WarmProgram? program)) program.Dispose();
    }

    /// <summary>The program ends when nobody can ask for anything more.</summary>
    public void Dispose()
    {
        _requests.Dispose();
        _answers.Dispose();
        _pipe.Dispose();
        Process.WaitForExit();
        Process.Dispose();
    }

    private static async Task<WarmProgram> Begin(CancellationToken cancel)
    {
        string name = $"espalier-{Guid.NewGuid():N}";
        var pipe = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        (string program, string library) = Cli.Command;
        Process process = Cli.Launch(
            program, [library], AppContext.BaseDirectory, [new(PipeVariable, name), new(HookVariable, typeof(WarmProgram).Assembly.Location)]);
        await pipe.WaitForConnectionAsync(cancel);
        return new WarmProgram(pipe, process);
    }
}

/// <summary>Ends the programs with the test run.</summary>
public sealed class WarmPrograms : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => WarmProgram.EndAll();
}
