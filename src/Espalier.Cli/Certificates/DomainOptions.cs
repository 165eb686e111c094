using System.CommandLine;
using Espalier.Certificates;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Formats.VnnLib;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Certificates;

/// <summary>The options that state over which inputs two networks are compared.</summary>
internal sealed class DomainOptions
{
    private readonly Option<double> _ball = Options.Number("--ball", "R", "the Euclidean ball of radius R around --centre", expected: "a finite radius of at least 0", accepts: r => r >= 0);
    private readonly Option<double[][]> _box = Options.Ends("--box", "LO HI", "all inputs from LO to HI: one number for all of them, or a comma list");
    private readonly Option<double> _within = Options.Number("--within", "W", "the box of all inputs within W of --centre, input by input", expected: "a finite number of at least 0", accepts: w => w >= 0);
    private readonly Option<string?> _vnnlib = Options.Text("--vnnlib", "FILE", "the input box of a VNN-LIB property");
    private readonly Option<string?> _centre = Options.Text("--centre", "X,…|FILE", "one input: a comma list of numbers, or a .npy or .json file [default for --ball: 0]");

    public void AddTo(Verb verb)
    {
        foreach (Option option in (Option[])[_ball, _box, _within, _vnnlib, _centre]) verb.Add(option);
    }

    public Domain Read(Call call, Shape shape)
    {
        Option[] given = [.. ((Option[])[_ball, _box, _within, _vnnlib]).Where(call.Given)];
        if (given.Length != 1)
            throw new InvalidInputException("certify", null, given.Length == 0 ? "there is no domain" : $"{given[0].Name} and {given[1].Name} are both given", "give one of --ball R, --box LO HI, --within W and --vnnlib FILE");
        if (call.Given(_centre) && given[0] != _ball && given[0] != _within)
            throw new InvalidInputException("--centre", null, $"it says nothing beside {given[0].Name}", "use it with --ball or --within");
        if (given[0] == _ball) return new BallDomain(call.Given(_centre) ? Centre(call, shape) : new double[shape.Length], call.Value(_ball));
        if (given[0] == _within) return Around(call, shape);
        return given[0] == _box ? new BoxDomain(Ends(call.Value(_box)![0], shape), Ends(call.Value(_box)![1], shape)) : Property(call, shape);
    }

    /// <summary>The sides are rounded outward: the box holds all that the user meant.</summary>
    private BoxDomain Around(Call call, Shape shape)
    {
        if (!call.Given(_centre)) throw new InvalidInputException("--within", null, "there is no --centre", "give the input around which the box lies");
        double[] centre = Centre(call, shape);
        double width = call.Value(_within);
        return new BoxDomain([.. centre.Select(x => Outward.SubtractDown(x, width))], [.. centre.Select(x => Outward.AddUp(x, width))]);
    }

    private double[] Centre(Call call, Shape shape)
    {
        string text = call.Value(_centre)!;
        if (Numerals.TryParseList(text, out double[] values)) return InputBatch.OfOne("--centre", values, shape).Values;
        InputBatch batch = InputBatch.Read(text, shape);
        return batch.Count == 1 ? batch.Values : throw new InvalidInputException(text, null, $"it holds {batch.Count} inputs", "give a file with the one input that is the centre");
    }

    private double[] Ends(double[] given, Shape shape)
    {
        if (given.Length == 1) return [.. Enumerable.Repeat(given[0], shape.Length)];
        return given.Length == shape.Length
            ? given
            : throw new InvalidInputException(_box.Name, null, $"there are {given.Length} numbers", $"give one number, or one for each of the {shape.Length} inputs");
    }

    private BoxDomain Property(Call call, Shape shape)
    {
        string path = call.Value(_vnnlib)!;
        VnnLibBox box = VnnLibBox.Read(path);
        if (box.Lower.Length != shape.Length)
            throw new InvalidInputException(path, null, $"it has {box.Lower.Length} inputs, but the networks have {shape.Length}", "take the property of these networks");
        if (box.OutputConstraints > 0) call.Warn($"{path}: only the input box is used; {box.OutputConstraints} assertions on outputs are passed over");
        return new BoxDomain(box.Lower.AsSpan(), box.Upper.AsSpan());
    }
}
