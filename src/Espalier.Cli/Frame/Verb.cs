using System.CommandLine;

namespace Espalier.Cli.Frame;

/// <summary>A command that does something: its options, one example, and an action that computes an <see cref="Answer"/>.</summary>
/// <example><code>
/// var file = new Argument&lt;string&gt;("FILE") { Description = "a network file" };
/// return new Verb("inspect", "Show what a network file holds", "espalier inspect model.onnx") { file }
///     .Runs(call => Inspect(call.Value(file)));
/// </code></example>
internal sealed class Verb(string name, string description, string example) : Command(name, description)
{
    private Func<Call, Answer>? _run;

    /// <summary>A command line that a reader can try, as the help shows it.</summary>
    public string Example { get; } = example;

    /// <summary>Adds options that belong together.</summary>
    public void Add(IEnumerable<Option> options)
    {
        foreach (Option option in options) Add(option);
    }

    /// <summary>States what the command does. The action writes nothing itself: the frame prints the answer.</summary>
    public Verb Runs(Func<Call, Answer> run)
    {
        _run = run;

        // Without an action the parser wants one of the commands below, where there are any.
        SetAction(static _ => { });
        return this;
    }

    public Answer Run(Call call) => (_run ?? throw new InvalidOperationException($"the command {Name} has no action"))(call);
}
