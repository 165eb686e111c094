using Espalier.Work;

namespace Espalier.Cli.Frame;

/// <summary>What a command found out: one value for --json and the same for people.</summary>
internal abstract class Answer
{
    private protected Answer(int exitCode) => ExitCode = exitCode;

    /// <summary>0, or 1 for a clean negative answer, or 130 for one that was cut short.</summary>
    public int ExitCode { get; }

    /// <summary>An answer.</summary>
    /// <param name="value">A record; its properties become the fields of the JSON document, in camelCase and source order.</param>
    /// <param name="show">Prints the same for people.</param>
    /// <param name="holds">False for a clean negative answer: not certified, infeasible, mismatch.</param>
    /// <param name="cutShort">True for the best until the user stopped the work: shown like any answer, but the process returns 130.</param>
    public static Answer Of<T>(T value, Action<T, Page> show, bool holds = true, bool cutShort = false)
        where T : notnull =>
            new Found<T>(value, show, cutShort ? Frame.ExitCode.Cancelled : holds ? Frame.ExitCode.Success : Frame.ExitCode.Negative);

    /// <summary>The end of a command that told what there was to tell while it ran.</summary>
    public static Answer Told { get; } = new Nothing();

    public abstract byte[] ToJson();

    public abstract void Show(Page page);

    private sealed class Nothing() : Answer(Frame.ExitCode.Success)
    {
        public override byte[] ToJson() => [];

        public override void Show(Page page)
        {
        }
    }

    private sealed class Found<T>(T value, Action<T, Page> show, int exitCode) : Answer(exitCode)
        where T : notnull
    {
        public override byte[] ToJson() => Json.Serialize(value);

        public override void Show(Page page) => show(value, page);
    }
}
