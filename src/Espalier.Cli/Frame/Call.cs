using System.CommandLine;
using Espalier.Work;

namespace Espalier.Cli.Frame;

/// <summary>One invocation of a verb: the values given, the common options, cancellation, and a voice on stderr.</summary>
internal sealed class Call(ParseResult parsed, string[] words, CommonOptions common, CancellationToken cancel)
{
    /// <summary>Cancelled by Ctrl-C or SIGTERM. Let the <see cref="OperationCanceledException"/> pass: the process then returns 130.</summary>
    public CancellationToken Cancel { get; } = cancel;

    /// <summary>The command of which all others are parts.</summary>
    public Command Root { get; } = parsed.RootCommandResult.Command;

    public CommonOptions Common { get; } = common;

    public ulong Seed { get; } = parsed.GetValue(common.Seed);

    /// <summary>At least 1.</summary>
    public int Threads { get; } = parsed.GetResult(common.Threads) is null ? Environment.ProcessorCount : parsed.GetValue(common.Threads);

    public bool IsJson { get; } = parsed.GetValue(common.Json);

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

    /// <summary>The value given or the fallback.</summary>
    public T Value<T>(Choice<T> option)
        where T : struct, Enum => parsed.GetValue(option) is T value ? value : default;

    /// <summary>Whether the user gave this option, rather than leaving it to its fallback.</summary>
    public bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The value given, or null where it is left to the job.</summary>
    public T? Maybe<T>(Option<T> option)
        where T : struct => Given(option) ? Value(option) : null;

    /// <summary>The value given, or null where it is left to the job.</summary>
    public T? Maybe<T>(Choice<T> option)
        where T : struct, Enum => Given(option) ? Value(option) : null;

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
        using ProgressBar? bar = Quiet || !Terminal.CanAnimate ? null : new ProgressBar();
        var place = new Workplace(Threads, bar, Cancel)
        {
            Notes = text => Warn(bar, FieldNames.Translate(text, parsed.CommandResult.Command)),
            Repeat = repeat ?? CommandText.Of(words),
        };
        Outcome<TAnswer> outcome = job.Run(request, place);
        if (outcome.Ending == Ending.CutShort) Warn(bar, "nothing but this answer is kept; the same command begins anew");
        return Answer.Of(outcome.Answer, show, outcome.Ending != Ending.Negative, outcome.Ending == Ending.CutShort);
    }

    /// <summary>Says something worth knowing on stderr, in one line.</summary>
    private void Warn(ProgressBar? bar, string message)
    {
        if (Quiet) return;
        if (bar is null) Terminal.Complain($"warning: {message}");
        else bar.Say(Terminal.Line($"warning: {message}"));
    }
}
