using System.Diagnostics;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;
using Espalier.Work.Data;
using Espalier.Work.Inputs;

namespace Espalier.Work.Models;

/// <summary>A network to test.</summary>
public sealed record EvaluateRequest
{
    /// <summary>The network or ticket.</summary>
    public required string Model { get; init; }

    /// <summary>A folder with the four MNIST files, or the name of a data set.</summary>
    public required string Data { get; init; }

    /// <summary>Only so many images, from the first on; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>The floating-point format of the computation.</summary>
    public Precision Precision { get; init; } = Precision.Single;

    /// <summary>The layers, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The form of a ticket.</summary>
    public TicketForm Form { get; init; } = TicketForm.Folded;

    /// <summary>The seed of glyphs that are drawn.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>How many images were classified correctly.</summary>
public sealed record EvaluateAnswer(string Data, int Examples, int Correct, double Accuracy, Precision Precision, double Seconds);

/// <summary>Measures the accuracy of a network or ticket on a test set.</summary>
public sealed class EvaluateJob : IJob<EvaluateRequest, EvaluateAnswer>
{
    /// <inheritdoc/>
    public Outcome<EvaluateAnswer> Run(EvaluateRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Whole("limit", request.Limit, 1, int.MaxValue);
        Network network = Model.Read(request.Model, request.Architecture, request.Form).Network;
        LabelledImages images = DataSource.Open(request.Data, training: false, request.Limit, request.Seed, place);
        RequireFit(request.Model, network, images);
        var clock = Stopwatch.StartNew();
        IProgress<int>? progress = place.Stage<int>("evaluating", done => (double)done / images.Count);
        int correct = Classification.CountCorrect(network, images, images.Count, place.Threads, request.Precision, progress, place.Cancel);
        return Outcome.Of(new EvaluateAnswer(
            images.Name, images.Count, correct, (double)correct / images.Count, request.Precision, clock.Elapsed.TotalSeconds));
    }

    private static void RequireFit(string path, Network network, LabelledImages images)
    {
        if (images.Count == 0) throw new InvalidInputException("data", null, "the test set holds no images", "name another");
        if (network.InputShape.Length != images.Image.Length)
        {
            throw new InvalidInputException(
                path, null, $"the network has {network.InputShape.Length} inputs, but an image has "
                    + $"{images.Image.Length} pixels", "name a network for such images");
        }

        if (network.OutputShape.Length < images.Classes)
        {
            throw new InvalidInputException(
                path, null, $"the network has {network.OutputShape.Length} outputs, but there are {images.Classes} classes",
                "name a network that classifies such images");
        }
    }
}
