using System.Runtime.CompilerServices;
using Espalier.Lab.Storage.Databases;

namespace Espalier.Lab.Storage;

/// <summary>
/// Stores by address: the path of a file, or <c>postgresql://user@host/database</c>. Nothing outside this folder knows what kind a store
/// is.
/// </summary>
public static class Stores
{
    /// <summary>The store that is meant where none is named.</summary>
    public const string Standard = "results.db";

    /// <summary>Opens a store that exists.</summary>
    /// <exception cref="InvalidInputException">There is none, or it cannot be used.</exception>
    public static IStore Open(string address) => new DatabaseStore(Connect(address, mayCreate: false), mayCreate: false);

    /// <summary>Opens a store, or makes it where nothing is yet.</summary>
    /// <exception cref="InvalidInputException">The address cannot be used, or it holds something else.</exception>
    public static IStore OpenOrCreate(string address) => new DatabaseStore(Connect(address, mayCreate: true), mayCreate: true);

    /// <summary>An address in a file is meant from where the file is.</summary>
    public static string From(string folder, string address) => PostgresAddress.IsOne(address) ? address : Path.Combine(folder, address);

    /// <summary>Whether an address is the path of a file.</summary>
    public static bool IsFile(string address) => !PostgresAddress.IsOne(address);

    /// <summary>Whether a file lies where locks are not to be trusted, so that one process holds it at a time.</summary>
    public static bool IsOnNetwork(string path) => NetworkFolder.Holds(path);

    private static StoreDatabase Connect(string address, bool mayCreate)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        return PostgresAddress.IsOne(address) ? Postgres(address) : Sqlite(address, mayCreate);
    }

    /// <summary>Kept apart so that no provider is loaded that is not used.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresDatabase Postgres(string address) => new(PostgresAddress.Parse(address));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SqliteDatabase Sqlite(string path, bool mayCreate)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new InvalidInputException("store", null, "the path holds a NUL character", "give a path without one");
        if (FolderOfBefore.IsOne(path))
            throw new InvalidInputException(
                path, null, "this folder holds records of an older espalier", $"`espalier lab import {path}` with `store` {Standard} reads them");
        if (Directory.Exists(path))
            throw new InvalidInputException(path, null, "this is a folder, and a store is a file", "name a file, for example results.db");
        if (mayCreate && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) CreateFolder(path, folder);
        return new(path, mayCreate);
    }

    private static void CreateFolder(string path, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                path, null, $"cannot be written to ({exception.Message})", "name a file on a disk with room where you may write", exception);
        }
    }
}
