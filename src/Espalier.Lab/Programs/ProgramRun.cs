using System.ComponentModel;
using System.Diagnostics;

namespace Espalier.Lab.Programs;

/// <summary>One call of a program.</summary>
/// <param name="Arguments">The program and its arguments.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Variables">What its environment has beside ours; null takes a variable away.</param>
/// <param name="Timeout">When it is ended, or null.</param>
internal sealed record ProgramCall(
    IReadOnlyList<string> Arguments, string Folder, IReadOnlyDictionary<string, string?> Variables, TimeSpan? Timeout)
{
    /// <summary>Whether it ends with us, whatever kills us; not where it is to start something that stays.</summary>
    public bool IsGuarded { get; init; } = true;
}

/// <summary>Calls programs, which end with us, whatever kills us; what they themselves leave running may stay.</summary>
internal static class ProgramRun
{
    /// <summary>How long to read on when the program is gone and something that it left behind holds its output.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A session of its own, so that Ctrl-C at the terminal is ours alone to hear; and a death that follows ours. Both programs become the one they
    /// start.
    /// </summary>
    private static readonly Lazy<string[]> Guard = new(static () =>
    {
        const string Long = "--";
        string[] programs = ["/usr/bin/setsid", "/usr/bin/setpriv"];
        return OperatingSystem.IsLinux() && programs.All(File.Exists) ? [.. programs, Long + "pdeathsig", "KILL", Long] : [];
    });

    /// <summary>Calls a program and waits for its end.</summary>
    /// <exception cref="ProgramFailedException">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; the program is gone.</exception>
    public static ProgramEnd Run(ProgramCall call, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using Process process = Start(call);
        process.StandardInput.Close();
        var output = new OutputTail(process.StandardOutput.BaseStream, OutputTail.MostOutput);
        var errors = new OutputTail(process.StandardError.BaseStream, OutputTail.MostErrors);
        bool hasEnded;
        using (cancel.Register(() => Kill(process)))
            hasEnded = process.WaitForExit(call.Timeout is { } limit ? (int)Math.Min(limit.TotalMilliseconds, int.MaxValue) : -1);
        if (!hasEnded)
        {
            Kill(process);
            process.WaitForExit(-1);
        }

        Task.WaitAll([output.Reading, errors.Reading], Afterwards);
        cancel.ThrowIfCancellationRequested();
        return new(process.ExitCode, !hasEnded, output.Text(), errors.Text());
    }

    private static Process Start(ProgramCall call)
    {
        string[] all = [.. call.IsGuarded ? Guard.Value : [], .. call.Arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = call.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string? value) in call.Variables)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or ArgumentException)
        {
            throw new ProgramFailedException("cannot start", exception.Message, "", "");
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It ended in the meantime.
        }
    }
}
