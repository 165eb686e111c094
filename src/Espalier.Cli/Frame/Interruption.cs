using System.Runtime.InteropServices;

namespace Espalier.Cli.Frame;

/// <summary>Ctrl-C and SIGTERM: the first asks the work to stop, the second ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Names a file that is made once signals are listened to, for whoever starts the program and will stop it.</summary>
    private const string ListeningVariable = "ESPALIER_LISTENING";

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (Environment.GetEnvironmentVariable(ListeningVariable) is { Length: > 0 } file) File.WriteAllText(file, "");
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested)
        {
            Terminal.ShowCursor();
            Environment.Exit(ExitCode.Cancelled);
        }

        _source.Cancel();
    }
}
