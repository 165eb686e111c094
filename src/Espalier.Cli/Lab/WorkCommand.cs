using System.CommandLine;
using System.Runtime.InteropServices;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab work STORE</c>.</summary>
internal sealed class WorkCommand
{
    /// <summary>The framework knows no names for the first two; their numbers are those of Linux and of macOS.</summary>
    private static readonly Dictionary<string, int> Signals = new(StringComparer.Ordinal)
    {
        ["USR1"] = OperatingSystem.IsMacOS() ? 30 : 10,
        ["USR2"] = OperatingSystem.IsMacOS() ? 31 : 12,
        ["TERM"] = (int)PosixSignal.SIGTERM,
        ["HUP"] = (int)PosixSignal.SIGHUP,
    };

    private readonly Argument<string> _store = StoreArgument.Create();
    private readonly Option<string?> _sweep = Options.Text("--sweep", "NAME", "the sweep to work on; all, oldest first, if not given");
    private readonly Option<string?> _memory = Options.Text(
        "--memory", "M", "the memory that cells may take together, such as 4G, where the specification says what one takes");
    private readonly Option<double> _grace = Options.Number(
        "--grace",
        "SECONDS",
        "how long cells in hand may go on when the worker is told to end; then they are given back",
        0,
        "a number from 0 to 86400",
        value => value is >= 0 and <= 86_400);
    private readonly Option<double> _cancelGrace = Options.Number(
        "--cancel-grace",
        "SECONDS",
        "as --grace, on Ctrl-C and SIGTERM; the same if not given",
        null,
        "a number from 0 to 86400",
        value => value is >= 0 and <= 86_400);
    private readonly Option<double> _lease = Options.Number(
        "--lease",
        "SECONDS",
        "how long a cell is the worker's own without a sign of life",
        60,
        "a number from 1 to 86400",
        value => value is >= 1 and <= 86_400);
    private readonly Option<string?> _signals = Options.Text(
        "--signals", "S,…", "what tells the worker to end, beside Ctrl-C and SIGTERM: some of USR1, USR2, HUP", "USR1,USR2");
    private readonly Option<bool> _leave = Options.Flag("--leave-when-idle", "end as soon as other workers hold all that is left");

    public static Command Create()
    {
        var command = new WorkCommand();
        return new Verb(
            "work",
            "Work on the sweeps of a store, beside any number of other workers",
            "espalier lab work results.db --sweep law --threads 8 --grace 60")
        {
            command._store, command._sweep, command._memory, command._grace, command._cancelGrace, command._lease, command._signals, command._leave,
        }.Runs(command.Work);
    }

    private Answer Work(Call call)
    {
        SweepOptions.RefuseSeed(call);
        using var drain = new CancellationTokenSource();
        List<PosixSignalRegistration> heard = [
            .. call.Value(_signals)!.Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(name => Hear(name, drain)).OfType<PosixSignalRegistration>(),
        ];
        try
        {
            return call.Do(new WorkJob(drain.Token), Request(call), Show);
        }
        finally
        {
            heard.ForEach(registration => registration.Dispose());
        }
    }

    private WorkRequest Request(Call call) => new()
    {
        Store = call.Value(_store),
        Sweep = call.Value(_sweep),
        Memory = call.Value(_memory),
        Grace = call.Value(_grace),
        CancelGrace = call.Maybe(_cancelGrace),
        Lease = call.Value(_lease),
        LeaveWhenIdle = call.Value(_leave),
    };

    /// <summary>The command that does what a request asks for: this program, as it was started.</summary>
    public static IReadOnlyList<string> CommandLine(WorkRequest request, int threads)
    {
        string self = Environment.ProcessPath ?? "espalier";
        bool isHosted = Path.GetFileNameWithoutExtension(self) == "dotnet";
        string[] own = isHosted ? [self, typeof(WorkCommand).Assembly.Location] : [self];
        string[] sweep = request.Sweep is { } name ? ["--sweep", name] : [];
        string[] grace = request.CancelGrace is { } seconds ? ["--cancel-grace", Numerals.Text(seconds)] : [];
        return [
            .. own, "lab", "work", request.Store, .. sweep, "--threads", Numerals.Text(threads), "--signals", "USR1", "--grace", Numerals.Text(
                request.Grace), .. grace,
            "--lease", Numerals.Text(request.Lease), "--quiet",
        ];
    }

    /// <summary>Null where the system has no such signal.</summary>
    private static PosixSignalRegistration? Hear(string name, CancellationTokenSource drain)
    {
        if (!Signals.TryGetValue(name, out int number))
            throw new InvalidInputException("--signals", null, $"there is no signal '{name}'", $"name some of {string.Join(", ", Signals.Keys)}");
        if (number > 0 && OperatingSystem.IsWindows()) return null;
        return PosixSignalRegistration.Create((PosixSignal)number, context =>
        {
            context.Cancel = true;
            drain.Cancel();
        });
    }

    private static void Show(WorkAnswer found, Page page)
    {
        page.Table(
            ["sweep", "done now", "failed now", "done", "of", "remaining"],
            [
                .. found.Sweeps.Select(
                    sweep =>
                        new[]
                        {
                            sweep.Sweep,
                            Numerals.Text(sweep.DoneNow),
                            Numerals.Text(sweep.FailedNow),
                            Numerals.Text(sweep.Done),
                            Numerals.Text(sweep.Cells),
                            Numerals.Text(sweep.Remaining),
                        }),
            ]);
        page.Line(found.Ending == "finished" ? "finished" : $"ended: {found.Ending}");
    }
}
