using Espalier.Lab.Data;
using Espalier.Training.DataSets;
using Espalier.Work.Inputs;

namespace Espalier.Work.Data;

/// <summary>What the field <c>data</c> of a request names: a folder with the four files of MNIST's layout, or a data set.</summary>
public static class DataSource
{
    /// <summary>The digits that this library draws; <c>./glyphs</c> is a folder of this name.</summary>
    public const string Glyphs = "glyphs";

    /// <summary>Handwritten digits, fetched into the user's data folder.</summary>
    public const string Mnist = "mnist";

    /// <summary>Images of clothes in the layout of MNIST.</summary>
    public const string FashionMnist = "fashion-mnist";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Glyphs, Mnist, FashionMnist];

    /// <summary>Glyphs of the training set if nothing else is asked for: the size of MNIST, so that either set can stand in for the other.</summary>
    public const int TrainingImages = 60_000;

    /// <summary>Glyphs of the test set if nothing else is asked for.</summary>
    public const int TestImages = 10_000;

    /// <summary>The most glyphs that are drawn at once: below what one array holds.</summary>
    public const int MostGlyphs = 2_000_000;

    /// <summary>The folder of a data set, or the folder that was named.</summary>
    internal static string Folder(string name) => name is Mnist or FashionMnist ? DataFolder.Holding(name) : name;

    /// <summary>Opens the first examples of a request: a user's own, or images; scaled and normalised as it says.</summary>
    internal static ILabelledSet OpenSet(IExampleRequest request, bool training, int? limit, Workplace place)
    {
        string data = request.Data!;
        bool isOwn = ExampleFiles.Recognises(data);
        if (request.Label is not null && !string.Equals(Path.GetExtension(data), ".csv", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException("label", null, "only tables have a label column", "leave it out");
        ILabelledSet set = OpenUnscaled(data, request.Label, training, limit, request.Seed, place);
        if (request.Scale is { } scale && !(double.IsFinite(scale) && scale != 0))
            throw new InvalidInputException("scale", null, $"the value is {scale}", "give a number other than 0");
        if (request.Scale is null && request.Normalise is null) return Noted(set, isOwn, place);
        double[] stated = request.Normalise ?? [0, 1];
        int half = stated.Length / 2;
        if (stated.Length % 2 != 0 || stated.Length == 0 || stated.Skip(half).Any(deviation => !(deviation > 0)))
            throw new InvalidInputException(
                "normalise",
                null,
                $"there are {stated.Length} numbers",
                "give means and then as many deviations above 0, of all channels or of each");
        try
        {
            // Images of bytes are divided by 255 unless a scale is stated.
            double factor = isOwn ? request.Scale ?? 1 : (request.Scale ?? (1 / 255.0)) * 255;
            return LabelledVectors.Normalised(set, factor, stated.AsSpan(0, half), stated.AsSpan(half));
        }
        catch (ArgumentException misfit)
        {
            throw new InvalidInputException(
                "normalise", null, misfit.Message, "give one mean and one deviation, or one of each for every channel", misfit);
        }
    }

    /// <summary>Opens the first examples of a user's own, or of images, as they are kept.</summary>
    internal static ILabelledSet OpenUnscaled(string data, string? label, bool training, int? limit, ulong seed, Workplace place) =>
        ExampleFiles.Recognises(data)
            ? ((ILabelledSet)ExampleFiles.Read(data, training, label)).First(limit ?? int.MaxValue)
            : Open(data, training, limit, seed, place);

    /// <summary>Refuses a user's own data whose test examples would be those of the training.</summary>
    internal static void RequireApart(string data, string remedy)
    {
        if (ExampleFiles.Recognises(data) && !ExampleFiles.HoldsBoth(data))
            throw new InvalidInputException(data, null, "it holds no test examples of their own", remedy);
    }

    /// <summary>Bytes that nobody scaled are the usual mistake.</summary>
    private static ILabelledSet Noted(ILabelledSet set, bool isOwn, Workplace place)
    {
        if (isOwn && set is LabelledVectors own && own.Count > 0 && Largest(own.Values) is var largest and > 1.5 && IsWhole(own.Values))
            place.Note($"{set.Name}: whole numbers up to {Numerals.Short(largest)} enter the network as they are; `scale` multiplies them");
        return set;

        static double Largest(ReadOnlySpan<double> values)
        {
            double largest = 0;
            foreach (double value in values) largest = Math.Max(largest, Math.Abs(value));
            return largest;
        }

        static bool IsWhole(ReadOnlySpan<double> values)
        {
            foreach (double value in values)
                if (value != Math.Floor(value)) return false;
            return true;
        }
    }

    /// <summary>Opens a set; glyphs are drawn from the seed, as many as are asked for.</summary>
    internal static LabelledImages Open(string name, bool training, int? limit, ulong seed, Workplace place)
    {
        if (name == Glyphs)
        {
            if (limit > MostGlyphs)
                throw new InvalidInputException("limit", null, $"{limit} glyphs are too many at once", $"ask for at most {MostGlyphs}");
            int count = limit ?? (training ? TrainingImages : TestImages);
            return Espalier.Training.DataSets.Glyphs.Make(seed, training, count, place.Threads, place.Cancel);
        }

        LabelledImages images = Espalier.Training.DataSets.Mnist.Load(Folder(name), training, SetOf(name));
        return limit < images.Count ? images.Slice(0, limit.Value) : images;
    }

    private static MnistSet? SetOf(string name) => MnistSet.All.FirstOrDefault(set => set.Name == name);
}
