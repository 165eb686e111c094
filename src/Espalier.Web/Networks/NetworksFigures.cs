using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Work.Pruning;

namespace Espalier.Web.Networks;

/// <summary>What networks do against what they take.</summary>
internal static class NetworksFigures
{
    /// <summary>Accuracy, or without labels the agreement with the first network, against time; null without times.</summary>
    public static Figure? Trade(CompareNetworksAnswer found, IReadOnlyList<string> names)
    {
        (ComparedNetwork Network, string Name)[] networks = [.. found.Networks.Zip(names)];
        CallTime? any = networks.SelectMany(each => each.Network.Times).FirstOrDefault();
        if (any is null) return null;
        bool isLabelled = found.Data is not null;
        string does = isLabelled ? "accuracy" : "agreement with the first";
        return Figure.Of(
            $"{(isLabelled ? "Accuracy" : "Agreement")} against time",
            Invariant($"Each point is a network in an engine: its {does} against the processor's time of one call of {any.Batch} on one thread. ")
                + "Further up and further left is better. rows and pattern are ours with weights of 0 skipped.",
            new()
            {
                X = new("ms of one call", AxisScale.Log10),
                Y = new(does),
                Traces =
                [
                    .. networks.SelectMany(each => each.Network.Times).Where(time => time.Threads == 1)
                        .Select(time => time.Engine).Distinct().Select(engine => Points(engine, networks)),
                ],
            });
    }

    private static ScatterTrace Points(string engine, (ComparedNetwork Network, string Name)[] networks)
    {
        (double X, double Y, string Name)[] points =
        [
            .. from each in networks
               from time in each.Network.Times
               where time.Engine == engine && time.Threads == 1
               select (time.ProcessorMilliseconds, each.Network.Accuracy ?? each.Network.Agreement, each.Name),
        ];
        return new ScatterTrace(engine, [.. points.Select(point => point.X)], [.. points.Select(point => point.Y)])
        {
            Notes = [.. points.Select(point => Invariant($"{point.Name}, {engine}: {point.Y:0.0000} at {Digits(point.X)} ms"))],
        };
    }

    private static string Digits(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
