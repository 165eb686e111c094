using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab submit SPEC</c>.</summary>
internal sealed class SubmitCommand
{
    private readonly Argument<string> _spec = new("SPEC") { Description = "a specification; `espalier lab template NAME` prints one to start from" };
    private readonly Option<string?> _engine = Options.Text(
        "--engine",
        "NAME",
        "what starts the workers: slurm, local (processes of this machine), or kubernetes (shown only: no cluster has run it)",
        "slurm");
    private readonly Option<string?> _store = Options.Text(
        "--store", "STORE", "where the records go, instead of the specification's store or results.db: a file, or postgresql://user@host/database");
    private readonly Option<string?> _sweep = Options.Text("--sweep", "NAME", "what the store calls the sweep, instead of the specification's name");
    private readonly Option<bool> _change = Options.Flag("--change", "a sweep of this name that asked for something else is changed to this one");
    private readonly Option<int> _workers = Options.Integer("--workers", "N", "how many workers", 1, 1, 100_000);
    private readonly Option<int> _most = Options.Integer("--max-at-once", "N", "how many workers at once at most", null, 1, 100_000);
    private readonly Option<string?> _partition = Options.Text("--partition", "NAME", "the partition of the cluster");
    private readonly Option<string?> _time = Options.Text(
        "--time", "LIMIT", "the time limit of one turn of a worker, such as 02:00:00; it then takes another turn");
    private readonly Option<string?> _memory = Options.Text(
        "--mem", "M", "the memory of one worker, such as 4G; the specification's own if not given");
    private readonly Option<string?> _script = Options.Text("--env-script", "FILE", "a script that every worker reads first");
    private readonly Option<string?> _logs = Options.Text("--logs", "DIR", "the folder for the script and for what the workers say", "espalier-jobs");
    private readonly Option<int> _notice = Options.Integer(
        "--notice", "SECONDS", "how long before its time limit a worker is told to give back what it has in hand", 120, 1, 3600);
    private readonly Option<string?> _image = Options.Text("--image", "NAME", "for kubernetes: the image that holds espalier", "espalier");
    private readonly Option<bool> _dryRun = Options.Flag("--dry-run", "show what would be submitted, and do nothing");

    public static Command Create()
    {
        var command = new SubmitCommand();
        return new Verb(
            "submit",
            "Start workers on a specification, on a cluster or in the background, and return at once",
            "espalier lab submit law.yaml --engine slurm --workers 100 --max-at-once 20 --time 02:00:00 --dry-run")
        {
            command._spec, command._engine, command._store, command._sweep, command._change, command._workers, command._most, command._partition,
            command._time, command._memory, command._script, command._logs, command._notice, command._image, command._dryRun,
        }.Runs(command.Submit);
    }

    private Answer Submit(Call call)
    {
        SweepOptions.RefuseSeed(call);
        return call.Do(new SubmitJob(WorkCommand.CommandLine), Request(call), Show);
    }

    private SubmitRequest Request(Call call) => new()
    {
        Spec = call.Value(_spec),
        Store = call.Value(_store),
        Sweep = call.Value(_sweep),
        Change = call.Value(_change),
        Engine = call.Value(_engine)!,
        Workers = call.Value(_workers),
        MaxAtOnce = call.Maybe(_most),
        Partition = call.Value(_partition),
        Time = call.Value(_time),
        Mem = call.Value(_memory),
        EnvScript = call.Value(_script),
        Logs = call.Value(_logs)!,
        Notice = call.Value(_notice),
        Image = call.Value(_image)!,
        DryRun = call.Value(_dryRun),
    };

    private static void Show(SubmitAnswer found, Page page)
    {
        if (found.Job is null)
        {
            page.Verbatim(found.Script);
            return;
        }

        page.Fields(
            ("job", $"{found.Engine} {found.Job}"),
            ("store", found.Store),
            ("sweep", found.Sweep),
            ("workers", Numerals.Text(found.Workers)),
            ("cells", Numerals.Text(found.Cells ?? 0)),
            ("remaining", Numerals.Text(found.Remaining ?? 0)),
            ("logs", found.Logs));
    }
}
