using System.Collections.Immutable;
using Espalier.Lab.Experiments.Pruning;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;

namespace Espalier.Lab.Reproductions;

/// <summary>What the trade came out as.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="Points">Accuracies.</param>
/// <param name="Times">Times of one call, which belong to a machine; empty where none were measured.</param>
/// <param name="Features">Errors of a network that others trained; null where its file is missing.</param>
public sealed record StructuredResults(
    StructuredPlan Plan, ImmutableArray<StructuredPoint> Points, ImmutableArray<StructuredTime> Times, StructuredFeatures? Features)
{
    /// <summary>What the whole network is called among the ways.</summary>
    public const string Whole = "accuracy";

    /// <summary>One accuracy; null where every training diverged.</summary>
    public StructuredPoint? Of(string network, string data, string way) =>
        Points.FirstOrDefault(point => point.Network == network && point.Data == data && point.Way == way);

    /// <summary>One time; null where it was not measured.</summary>
    public StructuredTime? TimeOf(string network, string way, string engine) =>
        Times.FirstOrDefault(time => time.Network == network && time.Way == way && time.Engine == engine);

    /// <summary>The means of a sweep.</summary>
    internal static ImmutableArray<StructuredPoint> PointsOf(RecordTable table)
    {
        int network = table.Schema.IndexOfParameter("network"), data = table.Schema.IndexOfParameter("data");
        return
        [
            .. from way in PruningWay.All.Select(way => way.Name).Prepend(Whole)
               from point in PointSummary.Of(table, way)
               select new StructuredPoint(
                   point.Parameters[network].Text, point.Parameters[data].Text, way, point.Count, point.Mean, point.Interval),
        ];
    }
}

/// <summary>One accuracy.</summary>
/// <param name="Network">The network.</param>
/// <param name="Data">The images.</param>
/// <param name="Way">How it was pruned.</param>
/// <param name="Count">Trained networks.</param>
/// <param name="Accuracy">Their mean.</param>
/// <param name="Interval">Of the mean, at 95 %; null for one network.</param>
public sealed record StructuredPoint(string Network, string Data, string Way, int Count, double Accuracy, ConfidenceInterval? Interval);

/// <summary>One time; it depends on shapes and places of zeros, and not on what the weights are.</summary>
/// <param name="Network">The network.</param>
/// <param name="Way">How it was pruned.</param>
/// <param name="Engine">As <c>compare</c> names it.</param>
/// <param name="Milliseconds">The processor's, of one call: the median.</param>
/// <param name="Relative">The median over rounds of the ratio to the whole network in ONNX Runtime in the same round.</param>
/// <param name="Interval">Of that median, at 95 %; an end is null where there are too few rounds.</param>
/// <param name="WorkShare">Multiplications by weights that are not 0, relative to the whole network.</param>
public sealed record StructuredTime(
    string Network, string Way, string Engine, double Milliseconds, double Relative, double?[] Interval, double WorkShare);

/// <summary>Errors of the outputs of a network that others trained, by the channels of least norm.</summary>
/// <param name="Removed">The share of the multiply-adds that went.</param>
/// <param name="Plain">‖ŷ − y‖/‖y‖ without a refit.</param>
/// <param name="Refitted">With one.</param>
public sealed record StructuredFeatures(double Removed, double Plain, double Refitted);
