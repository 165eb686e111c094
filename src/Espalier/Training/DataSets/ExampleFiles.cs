using Espalier.Formats;
using Espalier.Formats.Npz;
using Espalier.Graphs;

namespace Espalier.Training.DataSets;

/// <summary>Reads a user's own examples: npz files, pairs of npy files, and tables of numbers with a label column.</summary>
public static class ExampleFiles
{
    private const string Arrays = "save x_test and y_test (x_train and y_train for training), or x and y";

    /// <summary>Whether a path names examples rather than a folder of images.</summary>
    public static bool Recognises(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToUpperInvariant() is ".NPZ" or ".NPY" or ".CSV"
            || Parts(true).Concat(Parts(false)).Any(part => File.Exists(Path.Combine(path, $"x{part}.npy")));
    }

    /// <summary>Reads the training or the test examples.</summary>
    /// <param name="path">An .npz, an .npy whose name begins with x, a .csv, or a folder with x_test.npy and y_test.npy.</param>
    /// <param name="training">Which of the two.</param>
    /// <param name="label">The label column of a table; null for the column named label, class, target or y.</param>
    /// <exception cref="InvalidInputException">There are no such examples, or examples and labels do not fit together.</exception>
    public static LabelledVectors Read(string path, bool training, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => LabelledTable.Read(path, label),
            ".NPZ" => OfArchive(path, training),
            ".NPY" => OfArray(path),
            _ => OfFolder(path, training),
        };
    }

    /// <summary>Whether training and test examples stand apart in a file or folder, so that neither is taken for the other.</summary>
    public static bool HoldsBoth(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" or ".NPY" => false,
            ".NPZ" => NpzFormat.Names(path) is var names && Holds(names, "x_train") && Holds(names, "x_test"),
            _ => File.Exists(Path.Combine(path, "x_train.npy")) && File.Exists(Path.Combine(path, "x_test.npy")),
        };
    }

    private static bool Holds(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands behind x and y in the names of arrays, the more exact first.</summary>
    private static string[] Parts(bool training) => training ? ["_train", ""] : ["_test", ""];

    private static LabelledVectors OfArchive(string path, bool training)
    {
        NamedTensors arrays = NpzFormat.ReadData(path);
        foreach (string part in Parts(training))
        {
            if (Find(arrays, "x" + part) is { } values && Find(arrays, "y" + part) is { } labels) return Of(path, values, "y" + part, labels);
        }

        string found = string.Join(
            ", ", arrays.Tensors.Select(each => each.Name).Concat(arrays.Skipped.Select(each => $"{each.Name} ({each.Reason})")));
        throw new InvalidInputException(path, null, $"it holds {(found.Length == 0 ? "no arrays" : found)}", Arrays);
    }

    private static Tensor? Find(NamedTensors arrays, string name) =>
        arrays.Tensors.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Tensor;

    private static LabelledVectors OfFolder(string path, bool training)
    {
        foreach (string part in Parts(training))
        {
            string values = Path.Combine(path, $"x{part}.npy"), labels = Path.Combine(path, $"y{part}.npy");
            if (File.Exists(values) && File.Exists(labels)) return Of(path, NpyFormat.Read(values), labels, NpyFormat.Read(labels));
        }

        throw new InvalidInputException(path, null, "there is no pair of x and y arrays for this part", Arrays);
    }

    private static LabelledVectors OfArray(string path)
    {
        string name = Path.GetFileName(path);
        if (name[0] is not ('x' or 'X'))
            throw new InvalidInputException(path, null, "its name does not begin with x", "name the array of examples; its labels are those of y");
        string labels = Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, (name[0] == 'x' ? "y" : "Y") + name[1..]);
        return Of(path, NpyFormat.Read(path), labels, NpyFormat.Read(labels));
    }

    private static LabelledVectors Of(string source, Tensor values, string place, Tensor labels)
    {
        if (values.Shape.Rank < 2)
            throw new InvalidInputException(
                source, null, $"examples of the shape '{values.Shape}' are no list of examples", "save one row or one image for each example");
        bool isColumn = labels.Shape.Rank == 2 && labels.Shape[1] == 1;
        if (labels.Shape.Rank != 1 && !isColumn)
            throw new InvalidInputException(
                source, place, $"labels of the shape {labels.Shape} are no list", "save one whole number for each example");
        if (labels.Length != values.Shape[0])
            throw new InvalidInputException(
                source, place, $"{labels.Length} labels do not fit {values.Shape[0]} examples", "save one label for each example");
        var numbers = new int[labels.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            double label = labels[i];
            if (label < 0 || label >= int.MaxValue || label != Math.Floor(label))
                throw new InvalidInputException(source, Invariant($"{place}, element {i}"), $"{label} is no label", "save whole numbers from 0 on");
            numbers[i] = (int)label;
        }

        return new LabelledVectors(Path.GetFileName(source), new Shape(values.Shape.Extents.AsSpan()[1..]), values.ToDoubles(), numbers);
    }
}
