using System.CommandLine;
using System.Diagnostics;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Models;

/// <summary><c>espalier evaluate MODEL</c>: how many images of a test set a network classifies correctly.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelOptions.Model();
        Option<string?> data = DataSource.Option();
        Option<int> limit = Options.Integer("--limit", "N", "only the first N images [default: all]", minimum: 1);
        Option<Precision> precision = ModelOptions.Precision(Precision.Single);
        Option<string?> architecture = ModelOptions.Architecture();
        Option<TicketForm> form = Model.FormOption();
        return new Verb("evaluate", "Measure the accuracy of a network or ticket on a test set", "espalier evaluate model.onnx --data mnist") { model, data, limit, precision, architecture, form }
            .Runs(call =>
            {
                string path = call.Value(model);
                Network network = Model.Read(path, call.Value(architecture), call.Value(form)).Network;
                LabelledImages images = DataSource.Open(call.Value(data)!, training: false, call.Given(limit) ? call.Value(limit) : null, call);
                RequireFit(path, network, images);
                return Answer.Of(Evaluate(network, images, call.Value(precision), call), Show);
            });
    }

    private static Evaluation Evaluate(Network network, LabelledImages images, Precision precision, Call call)
    {
        var clock = Stopwatch.StartNew();
        int correct = call.Follow<int, int>(
            "evaluating",
            done => (double)done / images.Count,
            progress => Classification.CountCorrect(network, images, images.Count, call.Threads, precision, progress, call.Cancel));
        return new Evaluation(images.Name, images.Count, correct, (double)correct / images.Count, precision, clock.Elapsed.TotalSeconds);
    }

    private static void RequireFit(string path, Network network, LabelledImages images)
    {
        if (images.Count == 0) throw new InvalidInputException("--data", null, "the test set holds no images", "name another");
        if (network.InputShape.Length != images.Image.Length)
            throw new InvalidInputException(path, null, $"the network has {network.InputShape.Length} inputs, but an image has {images.Image.Length} pixels", "name a network for such images");
        if (network.OutputShape.Length < images.Classes)
            throw new InvalidInputException(path, null, $"the network has {network.OutputShape.Length} outputs, but there are {images.Classes} classes", "name a network that classifies such images");
    }

    private static void Show(Evaluation found, Page page) =>
        page.Fields(
            ("data", found.Data),
            ("examples", Numerals.Text(found.Examples)),
            ("correct", Numerals.Text(found.Correct)),
            ("accuracy", Numerals.Text(found.Accuracy)),
            ("computed in", found.Precision == Precision.Double ? "float64" : "float32"),
            ("seconds", Numerals.Text(Math.Round(found.Seconds, 3))));

    private sealed record Evaluation(string Data, int Examples, int Correct, double Accuracy, Precision Precision, double Seconds);
}
