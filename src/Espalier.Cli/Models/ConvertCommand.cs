using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Numerics;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Cli.Models;

/// <summary><c>espalier convert IN OUT</c>: the same network in another format.</summary>
internal static class ConvertCommand
{
    private enum Rounding
    {
        Float16,
        Float32,
    }

    public static Command Create()
    {
        Argument<string> source = ModelOptions.Model("IN");
        var destination = new Argument<string>("OUT") { Description = "the file to write: .onnx, .safetensors or .npz" };
        Option<string?> architecture = ModelOptions.Architecture();
        Choice<Rounding> rounding = Options.Choice<Rounding>("--round", "round every weight to this format; stored as float32");
        return new Verb("convert", "Write a network in another format", "espalier convert model.pt model.onnx")
            { source, destination, architecture, rounding }
            .Runs(call => call.Do(
                new ConvertJob(),
                new()
                {
                    In = call.Value(source),
                    Out = call.Value(destination),
                    Architecture = call.Value(architecture),
                    Round = Type(call.Maybe(rounding)),
                },
                Show));
    }

    private static NumberType? Type(Rounding? rounding) =>
        rounding is { } format ? format == Rounding.Float16 ? NumberType.Float16 : NumberType.Float32 : null;

    private static void Show(ConvertAnswer done, Page page) =>
        page.Fields(
            ("written", done.Path), ("from", done.From), ("parameters", Numerals.Text(done.Parameters)), ("bytes", Numerals.Text(done.Bytes)));
}
