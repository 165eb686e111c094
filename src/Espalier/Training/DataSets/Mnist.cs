using Espalier.Formats.Idx;
using Espalier.Graphs;

namespace Espalier.Training.DataSets;

/// <summary>The MNIST database of handwritten digits, from its four IDX files.</summary>
public static class Mnist
{
    private const string Remedy = "put the four MNIST files there, or let the program fetch them (espalier data fetch mnist)";

    internal static MnistFile TrainingImages { get; } = new("train-images-idx3-ubyte", 47_040_016, "6bbc9ace898e44ae57da46a324031adb");

    internal static MnistFile TrainingLabels { get; } = new("train-labels-idx1-ubyte", 60_008, "a25bea736e30d166cdddb491f175f624");

    internal static MnistFile TestImages { get; } = new("t10k-images-idx3-ubyte", 7_840_016, "2646ac647ad5339dbf082846283269ea");

    internal static MnistFile TestLabels { get; } = new("t10k-labels-idx1-ubyte", 10_008, "27ae3e4e09519cfbb04c329615203637");

    /// <summary>The four files.</summary>
    internal static IReadOnlyList<MnistFile> Files { get; } = [TrainingImages, TrainingLabels, TestImages, TestLabels];

    /// <summary>Loads the 60 000 training images or the 10 000 test images.</summary>
    /// <param name="folder">
    /// Holds the files under their canonical names (<c>train-images-idx3-ubyte</c>), with a dot before <c>idx</c>, or either with <c>.gz</c>.
    /// </param>
    /// <param name="training">Whether to load the training set.</param>
    /// <exception cref="InvalidInputException">A file is missing or damaged, or images and labels do not fit together.</exception>
    public static LabelledImages Load(string folder, bool training)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string imagePath = Find(folder, training ? TrainingImages : TestImages);
        string labelPath = Find(folder, training ? TrainingLabels : TestLabels);
        IdxArray images = IdxFile.Read(imagePath);
        IdxArray labels = IdxFile.Read(labelPath);
        if (images.Shape.Rank != 3)
            throw new InvalidInputException(imagePath, null, $"the shape {images.Shape} is not that of a list of images", Remedy);
        if (labels.Shape.Rank != 1)
            throw new InvalidInputException(labelPath, null, $"the shape {labels.Shape} is not that of a list of labels", Remedy);
        if (images.Shape[0] != labels.Shape[0])
            throw new InvalidInputException(
                labelPath, null, $"{labels.Shape[0]} labels do not fit the {images.Shape[0]} images of {imagePath}", Remedy);
        int stray = labels.Values.IndexOfAnyExceptInRange((byte)0, (byte)9);
        if (stray >= 0) throw new InvalidInputException(labelPath, $"label {stray}", $"{labels.Values[stray]} is not a digit", Remedy);
        var shape = new Shape(1, images.Shape[1], images.Shape[2]);
        return new LabelledImages(training ? "MNIST, training" : "MNIST, test", shape, images.Memory, labels.Memory);
    }

    /// <summary>The paths under which a file may lie.</summary>
    internal static IEnumerable<string> Candidates(string folder, MnistFile file)
    {
        string dotted = file.Name.Replace("-idx", ".idx", StringComparison.Ordinal);
        foreach (string name in new[] { file.Name, file.Name + ".gz", dotted, dotted + ".gz" }) yield return Path.Combine(folder, name);
    }

    private static string Find(string folder, MnistFile file)
    {
        if (!Directory.Exists(folder)) throw new InvalidInputException(folder, null, "there is no such folder", Remedy);
        return Candidates(folder, file).FirstOrDefault(File.Exists)
            ?? throw new InvalidInputException(folder, null, $"{file.Name} (or {file.Name}.gz) is missing", Remedy);
    }
}

/// <summary>One file of the database: its name, and the size and MD5 of its uncompressed content.</summary>
internal sealed record MnistFile(string Name, int Length, string Md5);
