using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Numerics;

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
        Option<Rounding> rounding = Options.Choice<Rounding>("--round", "round every weight to this format; stored as float32");
        return new Verb("convert", "Write a network in another format", "espalier convert model.pt model.onnx") { source, destination, architecture, rounding }
            .Runs(call => Answer.Of(Convert(call.Value(source), call.Value(destination), call.Value(architecture), call.Given(rounding) ? call.Value(rounding) : null), Show));
    }

    private static Conversion Convert(string source, string destination, string? architecture, Rounding? rounding)
    {
        Model model = Model.Read(source, architecture);
        Network network = rounding is { } format ? WeightRounding.Round(model.Network, format == Rounding.Float16 ? NumberType.Float16 : NumberType.Float32) : model.Network;
        NetworkFile.Write(destination, network);
        return new Conversion(destination, model.Format, model.Network.ParameterCount, new FileInfo(destination).Length);
    }

    private static void Show(Conversion done, Page page) =>
        page.Fields(("written", done.Path), ("from", done.From), ("parameters", Numerals.Text(done.Parameters)), ("bytes", Numerals.Text(done.Bytes)));

    private sealed record Conversion(string Path, string From, long Parameters, long Bytes);
}
