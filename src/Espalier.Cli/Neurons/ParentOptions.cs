using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Neurons;

namespace Espalier.Cli.Neurons;

/// <summary>A parent from a file or to be drawn.</summary>
internal sealed class ParentOptions
{
    public Argument<string?> File { get; } = new("FILE")
    {
        Description = "JSON with weights, coefficients, target and radius",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<int> Dimension { get; } = Options.Integer("--dimension", "D", "draw a parent with so many coordinates", minimum: 1, maximum: 1000);

    public Option<int> Width { get; } = Options.Integer("--width", "N", "draw a parent with so many neurons", minimum: 0, maximum: 1_000_000);

    public ParentChoice Of(Call call) => new()
    {
        Given = call.Optional(File) is { } path ? NeuronFile.Read(path) : null,
        Dimension = call.Maybe(Dimension),
        Width = call.Maybe(Width),
        Seed = call.Seed,
    };
}
