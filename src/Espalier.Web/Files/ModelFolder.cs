using System.Security.Cryptography;
using Espalier.Web.Safety;

namespace Espalier.Web.Files;

/// <summary>A file of the models folder.</summary>
/// <param name="Name">Its path from there, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Changed">When it was written.</param>
public sealed record ModelFile(string Name, long Bytes, DateTimeOffset Changed)
{
    /// <summary>Whether it is a ticket.</summary>
    public bool IsTicket => Name.EndsWith(".ticket", StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// The folder of networks and tickets. Files that come from a browser go into a folder of their own in it, under names made up here.
/// </summary>
public sealed class ModelFolder
{
    /// <summary>Where files from a browser and what pages make are kept.</summary>
    public const string Incoming = "from-the-web";

    private const int MostListed = 1000;

    private static readonly HashSet<string> Endings =
        new([".onnx", ".pt", ".pth", ".safetensors", ".npz", ".ticket"], StringComparer.OrdinalIgnoreCase);

    private static readonly EnumerationOptions Look = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 4,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    private readonly Confined _folder;

    public ModelFolder(ServeOptions options)
    {
        _folder = new(options.Models);
        if (!Directory.Exists(_folder.Root))
            throw new InvalidInputException("models", null, $"{options.Models} is no folder", "name a folder that is there");
    }

    /// <summary>The folder itself.</summary>
    public string Root => _folder.Root;

    /// <summary>Whether a file's name ends as that of a network or a ticket does.</summary>
    public static bool IsModelName(string name) => Endings.Contains(Path.GetExtension(name));

    /// <summary>Networks and tickets, by name.</summary>
    public IReadOnlyList<ModelFile> List() =>
    [
        .. new DirectoryInfo(_folder.Root).EnumerateFiles("*", Look)
            .Where(file => IsModelName(file.Name) && file.LinkTarget is null)
            .Take(MostListed)
            .Select(file => new ModelFile(
                Path.GetRelativePath(_folder.Root, file.FullName).Replace('\\', '/'), file.Length, new DateTimeOffset(file.LastWriteTimeUtc)))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>The path of a network or ticket by its name, or null.</summary>
    public string? Find(string? name) => _folder.Find(name) is { } path && IsModelName(path) && File.Exists(path) ? path : null;

    /// <summary>The name of a new file with this ending, and its path; its folder is made.</summary>
    public (string Name, string Path) New(string ending)
    {
        string folder = Path.Combine(_folder.Root, Incoming);
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new InvalidInputException(Incoming, null, "this folder is a link", "remove it");
        Directory.CreateDirectory(folder);
        string name = $"{Incoming}/{MadeUp()}{ending}";
        return (name, Path.Combine(_folder.Root, name));
    }

    private static string MadeUp() =>
        Invariant(
            $"{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");
}
