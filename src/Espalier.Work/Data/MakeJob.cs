using Espalier.Formats.Idx;
using Espalier.Graphs;
using Espalier.Training.DataSets;
using Espalier.Work.Inputs;

namespace Espalier.Work.Data;

/// <summary>A built-in data set to write.</summary>
public sealed record MakeRequest
{
    /// <summary>The data set.</summary>
    public string Name { get; init; } = DataSource.Glyphs;

    /// <summary>The folder to write; it is created if need be.</summary>
    public required string Out { get; init; }

    /// <summary>Training images.</summary>
    public int Training { get; init; } = DataSource.TrainingImages;

    /// <summary>Test images.</summary>
    public int Test { get; init; } = DataSource.TestImages;

    /// <summary>The seed of the images.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What was written.</summary>
public sealed record MakeAnswer(string Path, int Examples, int Training, int Test, string[] Files);

/// <summary>Writes the built-in digits as the four files of MNIST's layout.</summary>
public sealed class MakeJob : IJob<MakeRequest, MakeAnswer>
{
    /// <inheritdoc/>
    public Outcome<MakeAnswer> Run(MakeRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        if (request.Name != DataSource.Glyphs)
            throw new InvalidInputException("name", null, $"'{request.Name}' is no built-in data set", "name glyphs");
        Require.Whole("training", request.Training, 1, DataSource.MostGlyphs);
        Require.Whole("test", request.Test, 1, DataSource.MostGlyphs);
        Directory.CreateDirectory(request.Out);
        return Outcome.Of(Make(request, place, place.Stage("making glyphs")));
    }

    private static MakeAnswer Make(MakeRequest request, Workplace place, IProgress<double>? progress)
    {
        double all = request.Training + request.Test;
        progress?.Report(0);
        LabelledImages training = Glyphs.Make(request.Seed, training: true, request.Training, place.Threads, place.Cancel);
        progress?.Report(0.5 * request.Training / all);
        string[] first = Write(request.Out, "train", training, place.Cancel);
        progress?.Report(request.Training / all);
        LabelledImages test = Glyphs.Make(request.Seed, training: false, request.Test, place.Threads, place.Cancel);
        string[] second = Write(request.Out, "t10k", test, place.Cancel);
        return new MakeAnswer(Path.GetFullPath(request.Out), request.Training + request.Test, request.Training, request.Test, [.. first, .. second]);
    }

    private static string[] Write(string folder, string part, LabelledImages images, CancellationToken cancel)
    {
        string[] files = [$"{part}-images-idx3-ubyte.gz", $"{part}-labels-idx1-ubyte.gz"];
        cancel.ThrowIfCancellationRequested();
        var shape = new Shape(images.Count, images.Image[1], images.Image[2]);
        IdxFile.Write(Path.Combine(folder, files[0]), new IdxArray(shape, images.Pixels), gzip: true);
        IdxFile.Write(Path.Combine(folder, files[1]), new IdxArray(new Shape(images.Count), images.Labels), gzip: true);
        return files;
    }
}
