using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Espalier.Formats;

namespace Espalier.Training.Checkpoints;

/// <summary>A file that a training continues from, to the same bytes as if it had never stopped.</summary>
/// <remarks>
/// Eight bytes of magic; a text that says which training this is, after its length; the state; the number of
/// arrays, and each of them after its length, as it stands in memory; the SHA-256 of all that. The file is replaced as a whole, never
/// changed in place, and is meant for the machine that wrote it.
/// </remarks>
internal static class CheckpointFile
{
    private const int HashLength = 32;
    private const int EpochLength = 36;
    private const int FixedLength = 64;

    private static ReadOnlySpan<byte> Magic => "ESPTRN02"u8;

    /// <summary>Replaces the file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(string path, string training, TrainingState state, IReadOnlyList<AlignedSingles> arrays) =>
        AtomicFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Append(Head(training, state, arrays.Count));
            foreach (AlignedSingles array in arrays)
            {
                Append(BitConverter.GetBytes(array.Length));
                Append(MemoryMarshal.AsBytes(array.Span));
            }

            stream.Write(hash.GetHashAndReset());

            void Append(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                stream.Write(bytes);
            }
        });

    /// <summary>Reads the file into the arrays.</summary>
    /// <returns>The state, or null if there is no such file.</returns>
    /// <exception cref="InvalidInputException">The file is damaged, or that of another training.</exception>
    public static TrainingState? Read(string path, string training, int epochs, int stepsPerEpoch, IReadOnlyList<AlignedSingles> arrays)
    {
        if (!File.Exists(path)) return null;
        byte[] content = Content(path, training, epochs, arrays);
        using var reader = new BinaryReader(new MemoryStream(content, 0, content.Length - HashLength), Encoding.UTF8);
        reader.BaseStream.Position = Magic.Length;
        try
        {
            int length = reader.ReadInt32();
            if (length < 0 || length > content.Length) throw Damaged(path);
            string found = Encoding.UTF8.GetString(reader.ReadBytes(length));
            if (found != training)
                throw new InvalidInputException(
                    path,
                    null,
                    $"the checkpoint is that of another training ({Difference(found, training)})",
                    "name another file, or give the options with which it was begun");
            TrainingState state = ReadState(reader);
            bool isSane = state.Epochs.Length <= epochs && state.Step >= 0 && state.Step < stepsPerEpoch;
            if (!isSane || reader.ReadInt32() != arrays.Count) throw Damaged(path);
            foreach (AlignedSingles array in arrays)
            {
                if (reader.ReadInt32() != array.Length) throw Damaged(path);
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(array.Span));
            }

            return state;
        }
        catch (EndOfStreamException)
        {
            // A checksum can be made to fit lengths that do not.
            throw Damaged(path);
        }
    }

    /// <summary>The bytes of the file, once length, magic and checksum are right.</summary>
    private static byte[] Content(string path, string training, int epochs, IReadOnlyList<AlignedSingles> arrays)
    {
        // A text of another training may be longer than ours, but not by much.
        long most = (2L * Encoding.UTF8.GetByteCount(training)) + 4096 + ((long)EpochLength * epochs) + FixedLength
            + arrays.Sum(array => 4 + (4L * array.Length));
        long length = new FileInfo(path).Length;
        if (length > most && !HasMagic(path)) throw NoCheckpoint(path);
        if (length > most)
            throw new InvalidInputException(
                path, null, "the checkpoint is that of a larger training", "name another file, or give the options with which it was begun");
        byte[] content = FileContent.Read(path);
        if (!content.AsSpan().StartsWith(Magic)) throw NoCheckpoint(path);
        if (content.Length < FixedLength
            || !SHA256.HashData(content.AsSpan(0, content.Length - HashLength)).AsSpan().SequenceEqual(content.AsSpan(content.Length - HashLength)))
            throw Damaged(path);
        return content;
    }

    private static bool HasMagic(string path)
    {
        Span<byte> start = stackalloc byte[Magic.Length];
        return FileContent.TryBegin(path, start) && start.SequenceEqual(Magic);
    }

    private static byte[] Head(string training, TrainingState state, int arrays)
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        byte[] text = Encoding.UTF8.GetBytes(training);
        writer.Write(Magic);
        writer.Write(text.Length);
        writer.Write(text);
        writer.Write(state.Step);
        writer.Write(state.Steps);
        writer.Write(state.Loss);
        writer.Write(state.Silent);
        writer.Write(state.Epochs.Length);
        foreach (EpochRecord epoch in state.Epochs)
        {
            writer.Write(epoch.Epoch);
            writer.Write(epoch.LearningRate);
            writer.Write(epoch.Loss);
            writer.Write(epoch.Correct);
            writer.Write(epoch.Examples);
            writer.Write(epoch.Kept);
        }

        writer.Write(arrays);
        writer.Flush();
        return memory.ToArray();
    }

    private static TrainingState ReadState(BinaryReader reader)
    {
        int step = reader.ReadInt32();
        long steps = reader.ReadInt64();
        double loss = reader.ReadDouble();
        int silent = reader.ReadInt32();
        int count = reader.ReadInt32();
        ImmutableArray<EpochRecord>.Builder epochs = ImmutableArray.CreateBuilder<EpochRecord>();
        for (int i = 0; i < count; i++)
            epochs.Add(
                new EpochRecord(
                    reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64()));
        return new TrainingState(epochs.ToImmutable(), step, steps, loss, silent);
    }

    /// <summary>The first line in which two descriptions differ.</summary>
    private static string Difference(string found, string expected)
    {
        string[] theirs = found.Split('\n'), ours = expected.Split('\n');
        for (int i = 0; i < Math.Min(theirs.Length, ours.Length); i++)
            if (theirs[i] != ours[i]) return $"'{theirs[i]}', not '{ours[i]}'";
        return "its description has another length";
    }

    private static InvalidInputException NoCheckpoint(string path) => new(path, null, "this is not a checkpoint", "name another file");

    private static InvalidInputException Damaged(string path) =>
        new(path, null, "the checkpoint is damaged", "delete it; the training then begins anew");
}
