using Espalier.Lab.Experiments;

namespace Espalier.Lab.Tests.Experiments;

/// <summary>Almost no work: what remains is the lab's own.</summary>
internal sealed class TrivialExperiment(int revision = 1) : Experiment(
    "trivial",
    revision,
    "The sum of two parameters and a random number",
    [
        Parameter.WholeNumber("whole", "a whole number", 1, -1_000_000, 1_000_000),
        Parameter.Real("real", "a number above 0", 0.5, 0, 10, excludeMinimum: true, unit: "m"),
        Parameter.OneOf("choice", "a word", "plain", "com,ma", "quo\"te", "ünï\nline"),
        Parameter.Switch("flag", "a flag", false),
    ],
    [
        new Measure("sum", ScalarKind.Number, "whole + real + a number in (-1, 1)"),
        new Measure("doubled", ScalarKind.Integer, "twice the whole number"),
        new Measure("sometimes", ScalarKind.Number, "only where flag is set", IsOptional: true),
        new Measure("word", ScalarKind.Text, "the choice again"),
    ])
{
    public override CellResult Run(Cell cell, CancellationToken cancel)
    {
        CellResult result = new CellResult(Schema)
            .With("sum", cell.Integer("whole") + cell.Number("real") + cell.Stream(0).Uniform(0))
            .With("doubled", 2 * cell.Integer("whole"))
            .With("word", cell.Text("choice"));
        return cell.Flag("flag") ? result.With("sometimes", cell.Stream(1).Normal(0)) : result;
    }
}

/// <summary>2 successes in the first replicate, 4 in the second, and so on.</summary>
internal sealed class ShareExperiment() : Experiment(
    "share",
    1,
    "Successes that grow with the replicate",
    [Parameter.WholeNumber("trials", "a whole number", 20, 1, 1000)],
    [
        new Measure("count", ScalarKind.Integer, "successes"),
        new Measure("share", ScalarKind.Number, "share of the trials that succeed") { Share = new("count", "trials") },
        new Measure("first", ScalarKind.Flag, "whether this is the first replicate"),
    ])
{
    public override CellResult Run(Cell cell, CancellationToken cancel)
    {
        long count = 2 * (cell.Replicate + 1);
        return new CellResult(Schema).With("count", count).With("share", (double)count / cell.Integer("trials")).With("first", cell.Replicate == 0);
    }
}

/// <summary>A text of so many letters.</summary>
internal sealed class WordyExperiment() : Experiment(
    "wordy",
    1,
    "A long text",
    [Parameter.WholeNumber("letters", "a whole number", 1, 0, 10_000_000)],
    [new Measure("text", ScalarKind.Text, "a text")])
{
    public override CellResult Run(Cell cell, CancellationToken cancel) =>
        new CellResult(Schema).With("text", new string('x', (int)cell.Integer("letters")));
}

/// <summary>Does to each cell what a test wants.</summary>
internal sealed class ScriptedExperiment(Func<Cell, CancellationToken, double> value) : Experiment(
    "scripted",
    1,
    "Whatever the test says",
    [Parameter.WholeNumber("n", "a whole number", 1, 0, 1_000_000)],
    [new Measure("value", ScalarKind.Number, "the value")])
{
    public override string? Objection(Cell cell) => cell.Integer("n") == 13 ? "13 brings bad luck" : null;

    public override CellResult Run(Cell cell, CancellationToken cancel) =>
        new CellResult(Schema).With("value", value(cell, cancel));
}
