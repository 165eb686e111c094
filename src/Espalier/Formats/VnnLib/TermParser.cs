using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Espalier.Formats.VnnLib;

/// <summary>Reads the terms of a file one after the other; only one of them is ever held.</summary>
internal ref struct TermParser(ReadOnlySpan<byte> content, Origin origin)
{
    private const int DeepestNesting = 64;
    private const int MaxTerms = 4_000_000;

    private static readonly SearchValues<byte> WordEnds = SearchValues.Create(" \t\r\n();\"|"u8);

    private readonly ReadOnlySpan<byte> _content = content;
    private int _at;
    private int _line = 1;
    private int _terms;

    /// <summary>The next term at the top level, or null at the end.</summary>
    public Term? Next()
    {
        _terms = 0;
        SkipBlank();
        return _at == _content.Length ? null : Read(depth: 0);
    }

    private Term Read(int depth)
    {
        if (++_terms > MaxTerms) throw Refusal($"one command holds more than {MaxTerms} terms", "split it into several assertions");
        int line = _line;
        byte first = _content[_at];
        if (first == ')') throw Refusal("a parenthesis is closed that was never opened", "check the parentheses before it");
        if (first is (byte)'"' or (byte)'|') return new Term(Quoted(first), [], line);
        if (first != '(') return new Term(Word(), [], line);
        if (depth == DeepestNesting)
            throw Refusal($"parentheses are nested more than {DeepestNesting} deep", "write the assertion with fewer levels");
        _at++;
        ImmutableArray<Term>.Builder items = ImmutableArray.CreateBuilder<Term>(4);
        for (SkipBlank(); ; SkipBlank())
        {
            if (_at == _content.Length)
                throw origin.At($"line {line}").Refusal("a parenthesis is opened here and never closed", "check that the file is complete");
            if (_content[_at] == ')') break;
            items.Add(Read(depth + 1));
        }

        _at++;
        return new Term(null, items.DrainToImmutable(), line);
    }

    private void SkipBlank()
    {
        for (; _at < _content.Length; _at++)
        {
            byte next = _content[_at];
            if (next == ';')
            {
                int end = _content[_at..].IndexOf((byte)'\n');
                _at = end < 0 ? _content.Length : _at + end;
                if (end < 0) return;
                next = (byte)'\n';
            }

            if (next == '\n') _line++;
            else if (next is not ((byte)' ' or (byte)'\t' or (byte)'\r')) return;
        }
    }

    private string Word()
    {
        int length = _content[_at..].IndexOfAny(WordEnds);
        if (length < 0) length = _content.Length - _at;
        ReadOnlySpan<byte> word = _content.Slice(_at, length);
        if (word.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            throw Refusal("a word holds characters that are not printable ASCII", "check that this is a VNN-LIB text file");
        _at += length;
        string text = Encoding.ASCII.GetString(word);
        return text.Contains('[') && !text.EndsWith(']') ? text + Rest() : text;
    }

    /// <summary>What follows in brackets that are still open, without the blanks in it.</summary>
    private string Rest()
    {
        int line = _line;
        var rest = new StringBuilder();
        while (rest is not [.., ']'])
        {
            SkipBlank();
            int length = _content[_at..].IndexOfAny(WordEnds);
            if (length <= 0) throw origin.At($"line {line}").Refusal("a bracket is opened here and never closed", "check the brackets");
            rest.Append(Encoding.ASCII.GetString(_content.Slice(_at, length)));
            _at += length;
        }

        return rest.ToString();
    }

    /// <summary>A text in quotes stands only where nothing is read; it is never a name.</summary>
    private string Quoted(byte quote)
    {
        int length = _content[(_at + 1)..].IndexOf(quote);
        if (length < 0) throw Refusal("a quotation never ends", "check that the file is complete");
        _line += _content.Slice(_at, length).Count((byte)'\n');
        _at += length + 2;
        return "\"";
    }

    private readonly InvalidInputException Refusal(InvariantText problem, InvariantText remedy) =>
        origin.At($"line {_line}").Refusal(problem, remedy);
}
