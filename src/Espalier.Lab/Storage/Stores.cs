using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>Stores by address. Nothing outside this folder knows what kind a store is.</summary>
public static class Stores
{
    /// <summary>Opens a store that exists.</summary>
    /// <exception cref="InvalidInputException">There is none, or it cannot be used.</exception>
    public static IRecordStore Open(string address) => FolderStore.Open(address);

    /// <summary>Opens the store of an experiment, or makes it where nothing is yet.</summary>
    /// <exception cref="InvalidInputException">The address cannot be used, or it holds something else.</exception>
    public static IRecordStore OpenOrCreate(string address, ExperimentSchema schema) => FolderStore.OpenOrCreate(address, schema);
}
