using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Tickets;

namespace Espalier.Cli.Tickets;

/// <summary>What <c>ticket draw</c> does with coded masks.</summary>
internal sealed class CodedDrawing
{
    private readonly Choice<MaskKind> _mask = Options.Choice<MaskKind>(
        "--mask", "any subset of a weight's candidates, or codewords of so many bits per weight", MaskKind.Free);
    private readonly Option<double> _bits = Options.Number(
        "--bits", "K", "bits per weight of coded masks; a fraction mixes rows", 4, "a number from 1 to 5", value => value is >= 1 and <= 5);
    private readonly Option<string?> _weightsFrom = Options.Text(
        "--weights-from",
        "DATA",
        "calibration inputs for coded masks: glyphs, mnist, a folder of its layout, examples as .npz, or inputs as .npy or .json");
    private readonly Option<int> _calibration = Options.Integer(
        "--calibration", "N", "the most calibration inputs that are read", CodedDrawRequest.DefaultInputs, minimum: 1);

    /// <summary>The options that belong to coded masks alone.</summary>
    public IEnumerable<Option> All => [_mask, _bits, _weightsFrom, _calibration];

    /// <summary>Whether a call asks for coded masks.</summary>
    /// <param name="call">The call.</param>
    /// <param name="free">Options that mean nothing for them.</param>
    public bool IsAsked(Call call, params ReadOnlySpan<Option> free)
    {
        Option? own = call.Given(_bits) ? _bits : call.Given(_weightsFrom) ? _weightsFrom : call.Given(_calibration) ? _calibration : null;
        bool isCoded = call.Value(_mask) == MaskKind.Coded || (own is not null && !call.Given(_mask));
        if (!isCoded && own is not null) throw Misplaced(own, "free");
        foreach (Option each in free)
            if (isCoded && call.Given(each)) throw Misplaced(each, "coded");
        return isCoded;
    }

    public CodedDrawRequest Request(Call call, CodedDrawRequest common) => common with
    {
        Bits = call.Value(_bits),
        WeightsFrom = call.Value(_weightsFrom),
        Calibration = call.Value(_calibration),
        Seed = call.Seed,
    };

    public static void Show(CodedDrawAnswer drawn, Page page, bool isTight)
    {
        page.Fields(
            ("target parameters", Numerals.Text(drawn.TargetParameters)),
            ("parent parameters", Numerals.Text(drawn.ParentParameters)),
            ("kept edges", $"{drawn.KeptEdges} ({Numerals.Short(100 * drawn.KeptShare)} % of the parent)"),
            ("relative error", Numerals.Short(drawn.RelativeError)),
            ("bits per weight", $"{Numerals.Short(drawn.MaskBitsPerWeight)} in the masks, {Numerals.Short(drawn.BitsPerWeight)} in the file"),
            ("largest weight error", Numerals.Short(drawn.MaxWeightError)),
            ("certified, ball", Certified.Ball(drawn.CertifiedError)),
            ("certified, box", Certified.Box(drawn.CertifiedError)),
            ("closer bounds", Certified.Advice(drawn.CertifiedError, isTight)),
            (
                "calibration",
                drawn.CalibrationInputs == 0 ? "none: errors count alike; --weights-from DATA does better" : $"{drawn.CalibrationInputs} inputs"),
            ("carried as they are", drawn.CarriedLayers == 0 ? string.Empty : $"{drawn.CarriedLayers} layers"),
            ("file", $"{drawn.FileBytes} bytes"),
            ("seconds", Numerals.Short(drawn.Seconds)));
        page.Table(
            ["layer", "outputs", "weights each", "held", "bits", "relative error"],
            [.. drawn.Layers.Select(layer => new[]
            {
                layer.Operator, Numerals.Text(layer.Outputs), Numerals.Text(layer.Weights), layer.How, Numerals.Short(layer.BitsPerWeight),
                Numerals.Short(layer.RelativeError),
            })]);
        page.Table(
            ["instead", "bits", "relative error"],
            [.. drawn.Yardsticks.Values.OrderBy(each => each.RelativeError).Select(each => new[]
            {
                each.Name, Numerals.Short(each.BitsPerWeight), Numerals.Short(each.RelativeError),
            })]);
    }

    private static InvalidInputException Misplaced(Option option, string mask) =>
        new(option.Name, null, $"it means nothing for {mask} masks", "leave it out, or choose the other --mask");
}
