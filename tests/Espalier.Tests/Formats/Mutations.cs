using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics.Random;

namespace Espalier.Tests.Formats;

/// <summary>
/// Damaged variants of a file, each a pure function of (file, seed, index), and the assertion that a reader meets every one of
/// them with a result or an <see cref="InvalidInputException"/>: no other exception, no hang, no giant allocation.
/// </summary>
internal static class Mutations
{
    private const long AllocationAllowance = 64L << 20;

    /// <summary>Of the processor, not of the clock: a machine that is busy with something else is no reader that hangs.</summary>
    private static readonly TimeSpan CaseLimit = TimeSpan.FromMinutes(1);

    private static readonly ulong[] Extremes =
    [
        0, 1, 2, 3, 7, 8, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x00FF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, 0x7FF8_0000_0000_0001,
    ];

    /// <summary>Cases per file: 20 000, or what <c>ESPALIER_MUTATIONS</c> says for a longer run.</summary>
    public static int Count => LongRun.Count("ESPALIER_MUTATIONS", 20_000);

    /// <summary>The first <paramref name="count"/> variants.</summary>
    public static IEnumerable<byte[]> Of(byte[] seedFile, ulong seed, int count) =>
        Enumerable.Range(0, count).Select(index => At(seedFile, seed, index));

    /// <summary>Variant <paramref name="index"/>: one to four damages, one after the other.</summary>
    public static byte[] At(byte[] seedFile, ulong seed, int index)
    {
        var draw = new Draw(new RandomStream(seed, (uint)index, StreamPurpose.Sampling));
        byte[] file = seedFile;
        int damages = 1 + Math.Max(0, draw.Below(6) - 2);
        for (int i = 0; i < damages; i++) file = Damage(file, seedFile, draw);
        return file;
    }

    /// <summary>Reads <paramref name="original"/>, which must succeed, and then <see cref="Count"/> variants of it.</summary>
    /// <param name="original">A correct file.</param>
    /// <param name="read">Reads a file's bytes to the end.</param>
    /// <param name="seed">The seed of the variants.</param>
    /// <param name="count">The number of variants, or null for <see cref="Count"/>.</param>
    /// <param name="allocationLimit">Bytes that reading a variant may allocate, or null for 4 × its length + 64 MiB.</param>
    /// <returns>How many variants were read and how many were refused.</returns>
    public static (int Accepted, int Refused) Check(
        byte[] original, Action<byte[]> read, ulong seed = 1, int? count = null, Func<byte[], long>? allocationLimit = null)
    {
        var progress = new Progress();
        var worker = new Thread(() => Run(progress, original, read, seed, count ?? Count, allocationLimit ?? DefaultAllocationLimit))
        {
            // A reader that hangs must not keep the test program alive.
            IsBackground = true,
        };
        worker.Start();
        while (!worker.Join(TimeSpan.FromMilliseconds(200)))
        {
            (int running, TimeSpan elapsed) = progress.Now;
            if (elapsed > CaseLimit)
                Assert.Fail(
                    $"{Replay(seed, running)} still runs after "
                        + $"{elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s of processor time");
        }

        progress.Failure?.Throw();
        return (progress.Accepted, progress.Refused);
    }

    private static void Run(
        Progress progress, byte[] original, Action<byte[]> read, ulong seed, int count, Func<byte[], long> allocationLimit)
    {
        try
        {
            read(original);
            for (int index = 0; index < count; index++)
            {
                byte[] file = At(original, seed, index);
                progress.Begin(index);
                if (IsAccepted(file, read, allocationLimit(file), Replay(seed, index))) progress.Accepted++;
                else progress.Refused++;
            }
        }
        catch (Exception failure)
        {
            progress.Failure = ExceptionDispatchInfo.Capture(failure);
        }
    }

    private static bool IsAccepted(byte[] file, Action<byte[]> read, long allocationLimit, string replay)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool accepted = true;
        try
        {
            read(file);
        }
        catch (InvalidInputException refusal)
        {
            accepted = false;
            Assert.False(string.IsNullOrWhiteSpace(refusal.Problem), $"{replay} is refused without a problem");
            Assert.False(string.IsNullOrWhiteSpace(refusal.Remedy), $"{replay} is refused without a remedy");
        }
        catch (Exception failure)
        {
            throw new Xunit.Sdk.XunitException($"{replay} ({file.Length} bytes) ends in {failure.GetType().Name}: {failure.Message}", failure);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= allocationLimit, $"{replay} ({file.Length} bytes) allocates {allocated} bytes, more than {allocationLimit}");
        return accepted;
    }

    private static long DefaultAllocationLimit(byte[] file) => (4L * file.Length) + AllocationAllowance;

    private static string Replay(ulong seed, int index) => $"Mutations.At(original, seed: {seed}, index: {index})";

    private static byte[] Damage(byte[] file, byte[] original, Draw draw)
    {
        if (file.Length == 0) return draw.Bytes(draw.Below(64));
        switch (draw.Below(12))
        {
            case 0:
                return file[..draw.Position(file.Length)];
            case 1:
                return file[draw.Below(Math.Min(file.Length, 64))..];
            case 2 or 3:
                return Edited(file, copy => copy[draw.Position(copy.Length)] ^= (byte)(1 << draw.Below(8)));
            case 4:
                return Edited(file, copy => copy[draw.Position(copy.Length)] = (byte)draw.Below(256));
            case 5 or 6:
                return Edited(file, copy => Oversize(copy, draw));
            case 7:
                return Edited(file, copy => ChangeDigit(copy, draw));
            case 8:
                return Splice(file, original, draw);
            case 9:
                return Insert(file, draw.Position(file.Length), draw.Bytes(1 + draw.Below(draw.Below(8) == 0 ? 4096 : 16)));
            case 10:
                return Remove(file, draw.Position(file.Length), 1 + draw.Below(draw.Below(4) == 0 ? file.Length : 16));
            default:
                return Edited(file, copy => Fill(copy, draw));
        }
    }

    private static byte[] Edited(byte[] file, Action<byte[]> edit)
    {
        byte[] copy = [.. file];
        edit(copy);
        return copy;
    }

    /// <summary>Overwrites 2, 4 or 8 bytes, in either byte order, as if a count or an offset lied.</summary>
    private static void Oversize(byte[] file, Draw draw)
    {
        Span<byte> bytes = stackalloc byte[8];
        int width = 2 << draw.Below(3);
        ulong value = Extremes[draw.Below(Extremes.Length)];
        if (draw.Below(2) == 0) BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt64BigEndian(bytes, value << (64 - (8 * width)));
        int at = draw.Position(file.Length);
        bytes[..Math.Min(width, file.Length - at)].CopyTo(file.AsSpan(at));
    }

    /// <summary>Changes an ASCII digit, as if a size written as text lied; any byte where there is no digit.</summary>
    private static void ChangeDigit(byte[] file, Draw draw)
    {
        int at = draw.Position(file.Length);
        int digit = file.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        file[at + Math.Max(0, digit)] = (byte)"0123456789-.eE,]})"[draw.Below(18)];
    }

    private static void Fill(byte[] file, Draw draw)
    {
        int at = draw.Position(file.Length);
        int length = Math.Min(file.Length - at, 1 + draw.Below(32));
        file.AsSpan(at, length).Fill((byte)(draw.Below(2) * 255));
    }

    private static byte[] Splice(byte[] file, byte[] original, Draw draw)
    {
        if (original.Length == 0) return file;
        int from = draw.Position(original.Length);
        int length = Math.Min(original.Length - from, 1 + draw.Below(draw.Below(2) == 0 ? 32 : original.Length));
        byte[] piece = original[from..(from + length)];
        int at = draw.Position(file.Length);
        if (draw.Below(2) == 0) return Insert(file, at, piece);
        return Edited(file, copy => piece.AsSpan(0, Math.Min(length, copy.Length - at)).CopyTo(copy.AsSpan(at)));
    }

    private static byte[] Insert(byte[] file, int at, byte[] piece) => [.. file.AsSpan(0, at), .. piece, .. file.AsSpan(at)];

    private static byte[] Remove(byte[] file, int at, int length) =>
        [.. file.AsSpan(0, at), .. file.AsSpan(Math.Min(file.Length, at + length))];

    private sealed class Draw(RandomStream stream) : Draws(stream)
    {
        /// <summary>A position in a file: often near its start or end, where headers and directories are.</summary>
        public int Position(int length) => Below(4) switch
        {
            0 => Below(Math.Min(length, 32)),
            1 => Below(Math.Min(length, 256)),
            2 => length - 1 - Below(Math.Min(length, 128)),
            _ => Below(length),
        };

        public byte[] Bytes(int count)
        {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) bytes[i] = (byte)Below(256);
            return bytes;
        }
    }

    /// <summary>What the watching thread sees of the working one.</summary>
    private sealed class Progress
    {
        private readonly Lock _lock = new();
        private int _index = -1;
        private TimeSpan _started = ProcessorTime;

        private static TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;

        public int Accepted { get; set; }

        public int Refused { get; set; }

        public ExceptionDispatchInfo? Failure { get; set; }

        public (int Index, TimeSpan Elapsed) Now
        {
            get
            {
                lock (_lock) return (_index, ProcessorTime - _started);
            }
        }

        public void Begin(int index)
        {
            TimeSpan now = ProcessorTime;
            lock (_lock) (_index, _started) = (index, now);
        }
    }
}
