using Espalier.Formats.Idx;
using Espalier.Graphs;

namespace Espalier.Training.DataSets;

/// <summary>Reads MNIST, and whatever has its layout, from four IDX files.</summary>
public static class Mnist
{
    /// <summary>Loads the 60 000 training images or the 10 000 test images.</summary>
    /// <param name="folder">
    /// Holds the files under their canonical names (<c>train-images-idx3-ubyte</c>), with a dot before <c>idx</c>, or either with <c>.gz</c>.
    /// </param>
    /// <param name="training">Whether to load the training set.</param>
    /// <param name="set">Which database lies there; null for MNIST.</param>
    /// <exception cref="InvalidInputException">A file is missing or damaged, or images and labels do not fit together.</exception>
    public static LabelledImages Load(string folder, bool training, MnistSet? set = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        set ??= MnistSet.Digits;
        string imagePath = Find(folder, set, training ? 0 : 2);
        string labelPath = Find(folder, set, training ? 1 : 3);
        IdxArray images = IdxFile.Read(imagePath);
        IdxArray labels = IdxFile.Read(labelPath);
        if (images.Shape.Rank != 3)
            throw new InvalidInputException(imagePath, null, $"the shape {images.Shape} is not that of a list of images", RemedyFor(set));
        if (labels.Shape.Rank != 1)
            throw new InvalidInputException(labelPath, null, $"the shape {labels.Shape} is not that of a list of labels", RemedyFor(set));
        if (images.Shape[0] != labels.Shape[0])
            throw new InvalidInputException(
                labelPath, null, $"{labels.Shape[0]} labels do not fit the {images.Shape[0]} images of {imagePath}", RemedyFor(set));
        int stray = labels.Values.IndexOfAnyExceptInRange((byte)0, (byte)9);
        if (stray >= 0)
            throw new InvalidInputException(labelPath, $"label {stray}", $"{labels.Values[stray]} is not a label from 0 to 9", RemedyFor(set));
        var shape = new Shape(1, images.Shape[1], images.Shape[2]);
        return new LabelledImages($"{set.Title}, {(training ? "training" : "test")}", shape, images.Memory, labels.Memory);
    }

    /// <summary>The paths under which a file may lie.</summary>
    internal static IEnumerable<string> Candidates(string folder, MnistFile file)
    {
        string dotted = file.Name.Replace("-idx", ".idx", StringComparison.Ordinal);
        foreach (string name in new[] { file.Name, file.Name + ".gz", dotted, dotted + ".gz" }) yield return Path.Combine(folder, name);
    }

    private static string Find(string folder, MnistSet set, int file)
    {
        if (!Directory.Exists(folder)) throw new InvalidInputException(folder, null, "there is no such folder", RemedyFor(set));
        return Candidates(folder, set.Files[file]).FirstOrDefault(File.Exists)
            ?? throw new InvalidInputException(folder, null, $"{set.Files[file].Name} (or {set.Files[file].Name}.gz) is missing", RemedyFor(set));
    }

    private static string RemedyFor(MnistSet set) =>
        $"put the four {set.Title} files there, or let the program fetch them (espalier data fetch {set.Name})";
}
