namespace Espalier.Lab.Storage;

/// <summary>The store stopped taking records, for example because the disk is full. What it took before is whole.</summary>
public sealed class StoreWriteException(string store, string problem, Exception inner) : Exception($"{store}: {problem}", inner);
