namespace Espalier.Training.DataSets;

/// <summary>A database in the layout of MNIST: four IDX files of 60 000 and 10 000 images of 28 × 28.</summary>
public sealed class MnistSet
{
    private MnistSet(string name, string title, Uri[] mirrors, params ReadOnlySpan<string> md5)
    {
        (Name, Title, Mirrors) = (name, title, mirrors);
        Files =
        [
            new("train-images-idx3-ubyte", 47_040_016, md5[0]), new("train-labels-idx1-ubyte", 60_008, md5[1]),
            new("t10k-images-idx3-ubyte", 7_840_016, md5[2]), new("t10k-labels-idx1-ubyte", 10_008, md5[3]),
        ];
    }

    /// <summary>Handwritten digits (LeCun, Cortes, Burges).</summary>
    public static MnistSet Digits { get; } = new(
        "mnist",
        "MNIST",
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")],
        "6bbc9ace898e44ae57da46a324031adb",
        "a25bea736e30d166cdddb491f175f624",
        "2646ac647ad5339dbf082846283269ea",
        "27ae3e4e09519cfbb04c329615203637");

    /// <summary>Articles of clothing (Xiao, Rasul, Vollgraf 2017).</summary>
    public static MnistSet Fashion { get; } = new(
        "fashion-mnist",
        "Fashion-MNIST",
        [
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        ],
        "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "9018921c3c673c538a1fc5bad174d6f9",
        "8181f5470baa50b63fa0f6fddb340f0a",
        "15d484375f8d13e6eb1aabb0c3f46965");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MnistSet> All { get; } = [Digits, Fashion];

    /// <summary>The name by which it is fetched and found.</summary>
    public string Name { get; }

    /// <summary>The name by which people know it.</summary>
    public string Title { get; }

    /// <summary>Public mirrors, in the order in which they are asked.</summary>
    public IReadOnlyList<Uri> Mirrors { get; }

    /// <summary>The four files: images and labels of the training set, then of the test set.</summary>
    internal IReadOnlyList<MnistFile> Files { get; }
}

/// <summary>One file of a database: its name, and the size and MD5 of its uncompressed content.</summary>
internal sealed record MnistFile(string Name, int Length, string Md5);
