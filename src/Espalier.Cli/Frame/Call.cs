using System.CommandLine;
using Espalier.Work;

namespace Espalier.Cli.Frame;

/// <summary>One invocation of a verb: the values given, the common options, cancellation, and a voice on stderr.</summary>
internal sealed class Call(ParseResult parsed, CommonOptions common, CancellationToken cancel)
{
    private ProgressBar? _bar;

    /// <summary>Cancelled by Ctrl-C or SIGTERM. Let the <see cref="OperationCanceledException"/> pass: the process then returns 130.</summary>
    public CancellationToken Cancel { get; } = cancel;

    /// <summary>The command of which all others are parts.</summary>
    public Command Root { get; } = parsed.RootCommandResult.Command;

    public CommonOptions Common { get; } = common;

    public ulong Seed { get; } = parsed.GetValue(common.Seed);

    /// <summary>At least 1.</summary>
    public int Threads { get; } = parsed.GetResult(common.Threads) is null ? Environment.ProcessorCount : parsed.GetValue(common.Threads);

    public bool Quiet { get; } = parsed.GetValue(common.Quiet);

    /// <summary>The value of a required argument.</summary>
    public T Value<T>(Argument<T> argument)
        where T : notnull => parsed.GetRequiredValue(argument);

    /// <summary>The values of an argument that may be left out or repeated.</summary>
    public IEnumerable<string> List(Argument<string[]> argument) => parsed.GetValue(argument) ?? [];

    /// <summary>The value of an argument that may be left out, or null.</summary>
    public string? Optional(Argument<string?> argument) => parsed.GetValue(argument);

    /// <summary>The value given or the fallback.</summary>
    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>Whether the user gave this option, rather than leaving it to its fallback.</summary>
    public bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Cancelled with the call, or when the time that <see cref="Options.TimeLimit"/> allows is over.</summary>
    public CancellationTokenSource StopAfter(Option<double> limit)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        if (Given(limit)) stop.CancelAfter(TimeSpan.FromSeconds(Value(limit)));
        return stop;
    }

    /// <summary>The value given, or null where it is left to the job.</summary>
    public T? Maybe<T>(Option<T> option)
        where T : struct => Given(option) ? Value(option) : null;

    /// <summary>The list given, or null where it is left to the job.</summary>
    public T[]? Maybe<T>(Option<T[]> option) => Given(option) ? Value(option) : null;

    /// <summary>Asks for a job, shows its progress and its notes, and makes its outcome the answer.</summary>
    /// <param name="job">The job.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="show">Prints the answer for people.</param>
    /// <param name="repeat">The command that asks for the same again; the one that was typed if not given.</param>
    public Answer Do<TRequest, TAnswer>(IJob<TRequest, TAnswer> job, TRequest request, Action<TAnswer, Page> show, string? repeat = null)
        where TRequest : notnull
        where TAnswer : notnull
    {
        using ProgressBar? bar = OpenBar();
        var place = new Workplace(Threads, bar, Cancel)
        {
            Notes = text => Warn(FieldNames.Translate(text, parsed.CommandResult.Command)),
            Repeat = repeat ?? CommandText.Current(),
        };
        Outcome<TAnswer> outcome = job.Run(request, place);
        if (outcome.Ending == Ending.CutShort) Warn("nothing but this answer is kept; the same command begins anew");
        return Answer.Of(outcome.Answer, show, outcome.Ending != Ending.Negative, outcome.Ending == Ending.CutShort);
    }

    /// <summary>Says something worth knowing on stderr, in one line.</summary>
    public void Warn(string message)
    {
        if (Quiet) return;
        if (_bar is { } bar) bar.Say(Terminal.Line($"warning: {message}"));
        else Terminal.Complain($"warning: {message}");
    }

    /// <summary>
    /// Runs work under a progress bar, or plainly where nobody watches (the progress is then null).
    /// <paramref name="fraction"/> maps what the work reports to the part done, from 0 to 1; <paramref name="describe"/> adds a few words to the title.
    /// </summary>
    public T Follow<TStep, T>(string title, Func<TStep, double> fraction, Func<IProgress<TStep>?, T> work, Func<TStep, string>? describe = null)
    {
        using ProgressBar? bar = OpenBar();
        return work(new Workplace(Threads, bar, Cancel).Stage(title, fraction, describe));
    }

    /// <summary>Runs work that reports the part done, from 0 to 1, under a progress bar.</summary>
    public T Follow<T>(string title, Func<IProgress<double>?, T> work) => Follow(title, static part => part, work);

    private ProgressBar? OpenBar() => _bar = Quiet || !Terminal.CanAnimate ? null : new ProgressBar();
}
