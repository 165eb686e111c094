using System.Buffers.Binary;
using System.Text;

namespace Espalier.Formats.PyTorch;

/// <summary>
/// Reads one pickle: a program for a small stack machine. Only the opcodes that build plain values are carried out; names and
/// calls go to an <see cref="IPickleMeaning"/> with a closed list. Nothing in the file is ever executed.
/// </summary>
/// <remarks>The machine is a loop: neither nested values nor cycles make it recurse. Every object is charged to the budget.</remarks>
internal sealed class PickleMachine(ReadOnlyMemory<byte> content, Origin origin, IPickleMeaning meaning, ReadingBudget budget)
{
    private const int ObjectCost = 64;
    private const int SlotCost = 32;
    private const int MemoCost = 128;
    private const int MaxLineLength = 1024;
    private const string SaveWeights = "save the weights alone: torch.save(model.state_dict(), \"weights.pt\")";

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _opcodeAt;

    /// <summary>Where the next byte is read; after <see cref="Run"/>, just behind the pickle.</summary>
    internal int Position { get; private set; }

    /// <summary>Carries out a pickle from an offset and returns the value it builds.</summary>
    /// <exception cref="InvalidInputException">The pickle is damaged, or wants something that is not on the closed lists.</exception>
    internal object? Run(int start)
    {
        Position = start;
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        while (true)
        {
            _opcodeAt = Position;
            byte opcode = Take(1)[0];
            if (opcode == (byte)'.')
            {
                object? result = Pop();
                return _stack.Count == 0 ? result : throw Broken("values are left over at its end");
            }

            if (!(Constant(opcode) || Text(opcode) || Container(opcode) || Remembered(opcode) || Named(opcode))) throw Unknown(opcode);
        }
    }

    private bool Constant(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                if (Take(1)[0] > 5) throw Broken("its pickle protocol is newer than 5");
                return true;
            case 0x95: // FRAME: a hint for buffering
                Take(8);
                return true;
            case (byte)'N':
                return Push(null);
            case 0x88: // NEWTRUE
                return Push(true);
            case 0x89: // NEWFALSE
                return Push(false);
            case (byte)'J':
                return Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            case (byte)'K':
                return Push((long)Take(1)[0]);
            case (byte)'M':
                return Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
            case 0x8a: // LONG1
                return Push(Long(Take(Take(1)[0])));
            case (byte)'G':
                return Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
            default:
                return false;
        }
    }

    private bool Text(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'X':
                return Push(Utf8(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
            case 0x8c: // SHORT_BINUNICODE
                return Push(Utf8(Take(1)[0]));
            case 0x8d: // BINUNICODE8
                return Push(Utf8(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))));
            case (byte)'U': // SHORT_BINSTRING, the text of Python 2
                return Push(Utf8(Take(1)[0]));
            case (byte)'T':
                return Push(Utf8(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
            case (byte)'C': // SHORT_BINBYTES
                Take(Take(1)[0]);
                return Push(new PickleOpaque("bytes"));
            case (byte)'B':
                Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                return Push(new PickleOpaque("bytes"));
            default:
                return false;
        }
    }

    private bool Container(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                Charge(SlotCost);
                _marks.Add(_stack.Count);
                return true;
            case (byte)'}':
                return Push(new PickleDictionary());
            case (byte)']':
                return Push(new List<object?>());
            case (byte)')':
                return Push(Array.Empty<object?>());
            case (byte)'t':
                return Push(PopToMark());
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                return Push(PopMany(opcode - 0x84));
            case (byte)'a':
                AddToList([Pop()]);
                return true;
            case (byte)'e':
                AddToList(PopToMark());
                return true;
            case (byte)'s':
                AddToDictionary(PopMany(2));
                return true;
            case (byte)'u':
                AddToDictionary(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool Remembered(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q':
                return Remember(Take(1)[0]);
            case (byte)'r':
                return Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
            case 0x94: // MEMOIZE
                return Remember(_memo.Count);
            case (byte)'h':
                return Recall(Take(1)[0]);
            case (byte)'j':
                return Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
            default:
                return false;
        }
    }

    private bool Named(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c':
                return Push(Resolve(Line(), Line()));
            case 0x93: // STACK_GLOBAL
                object?[] names = PopMany(2);
                return names is [string module, string name] ? Push(Resolve(module, name)) : throw Broken("a name is no text");
            case (byte)'R':
                object?[] call = PopMany(2);
                return Push(call[1] is object?[] arguments ? Call(call[0], arguments) : throw Broken("arguments are no tuple"));
            case (byte)'Q':
                return Push(meaning.Load(Pop()) ?? throw Refused("it refers to something that is no storage of a tensor"));
            case (byte)'b':
                object? state = Pop();
                return meaning.AcceptsState(Top(), state) ? true : throw Refused("it gives state to an object");
            default:
                return false;
        }
    }

    private object Resolve(string module, string name) =>
        meaning.Resolve(module, name) ?? throw Refused(IsPartOfModel(module)
            ? $"it holds a whole pickled model (it names the class '{module}.{name}'), which only running code could restore"
            : $"it names '{module}.{name}', which is not on the closed list of constructors");

    private static bool IsPartOfModel(string module) =>
        module.StartsWith("torch.nn", StringComparison.Ordinal) || module == "__main__" || module.StartsWith("__torch__", StringComparison.Ordinal);

    /// <summary>What a call makes of its arguments takes as much as they do.</summary>
    private object Call(object? callee, object?[] arguments)
    {
        foreach (object? argument in arguments) Charge((long)SlotCost * ((argument as System.Collections.IList)?.Count ?? 0));
        return meaning.Call(callee, arguments) ?? throw Broken("a constructor of a tensor has the wrong arguments");
    }

    private void AddToList(object?[] values)
    {
        if (Top() is not List<object?> list) throw Broken("values are appended to something that is no list");
        Charge((long)values.Length * SlotCost);
        list.AddRange(values);
    }

    private void AddToDictionary(object?[] pairs)
    {
        if (Top() is not PickleDictionary dictionary) throw Broken("items are set in something that is no dictionary");
        if (pairs.Length % 2 != 0) throw Broken("a key has no value");
        Charge((long)pairs.Length * SlotCost);
        for (int i = 0; i < pairs.Length; i += 2) dictionary.Items.Add(new(pairs[i], pairs[i + 1]));
    }

    private bool Remember(long index)
    {
        Charge(MemoCost);
        _memo[index] = Top();
        return true;
    }

    private bool Recall(long index) =>
        _memo.TryGetValue(index, out object? value) ? Push(value) : throw Broken($"it recalls entry {index} of its memo, which was never set");

    private void Charge(Int128 bytes)
    {
        if (!budget.TryTake(bytes)) throw budget.Exceeded(Here.Place!);
    }

    private bool Push(object? value)
    {
        Charge(ObjectCost);
        _stack.Add(value);
        return true;
    }

    /// <summary>The lowest position that may be popped: what lies under a mark is out of reach until the mark is gone.</summary>
    private int Floor() => _marks.Count == 0 ? 0 : _marks[^1];

    private object? Top() => _stack.Count > Floor() ? _stack[^1] : throw Broken("it takes a value where there is none");

    private object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - Floor() < count) throw Broken("it takes a value where there is none");
        return CutFrom(_stack.Count - count);
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0) throw Broken("a mark is missing");
        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return CutFrom(mark);
    }

    private object?[] CutFrom(int start)
    {
        int count = _stack.Count - start;
        Charge(ObjectCost + ((long)count * SlotCost));
        object?[] values = new object?[count];
        _stack.CopyTo(start, values, 0, count);
        _stack.RemoveRange(start, count);
        return values;
    }

    private string Utf8(ulong length)
    {
        if (length > (ulong)(content.Length - Position)) throw Broken("it ends in the middle of a text");
        Charge((2 * (Int128)length) + ObjectCost);
        return Encoding.UTF8.GetString(Take((long)length));
    }

    private string Line()
    {
        ReadOnlySpan<byte> rest = content.Span[Position..];
        int length = rest[..Math.Min(rest.Length, MaxLineLength)].IndexOf((byte)'\n');
        if (length < 0) throw Broken("a name does not end");
        string line = Utf8((ulong)length);
        Position++;
        return line;
    }

    private static object Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8) return new PickleOpaque("a whole number beyond 64 bits");
        long value = bytes.Length > 0 && (sbyte)bytes[^1] < 0 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > content.Length - Position) throw Broken("it ends too early");
        ReadOnlySpan<byte> bytes = content.Span.Slice(Position, (int)count);
        Position += (int)count;
        return bytes;
    }

    private Origin Here => origin.Within($"offset {_opcodeAt}");

    private InvalidInputException Broken(InvariantText problem) =>
        Here.Refusal($"the pickle is damaged: {problem}", "write or download the file again");

    private InvalidInputException Refused(InvariantText problem) => Here.Refusal($"the pickle is not read: {problem}", SaveWeights);

    private InvalidInputException Unknown(byte opcode) =>
        Here.Refusal($"the pickle uses the opcode 0x{opcode:x2}, which no dictionary of tensors needs", SaveWeights);
}
