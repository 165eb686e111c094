using System.Globalization;

namespace Espalier.Formats.VnnLib;

/// <summary>Takes in the commands of a property one by one, and keeps what they say of the inputs.</summary>
internal sealed class PropertyReader(Origin origin)
{
    private const string Inputs = "X_";
    private const string Outputs = "Y_";
    private const int MaxInputs = 16_000_000;

    private readonly SortedDictionary<int, InputRange> _ranges = [];
    private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);
    private int _outputConstraints;

    /// <summary>What a formula speaks of.</summary>
    [Flags]
    private enum Subject
    {
        None = 0,
        Inputs = 1,
        Outputs = 2,
    }

    public void Accept(Term command)
    {
        switch (command.Head)
        {
            case "declare-const" when command.Items is [_, { Word: { } name }, { Word: { } type }]:
                Declare(command, name, type);
                return;
            case "declare-fun" when command.Items is [_, { Word: { } name }, { Word: null, Items.IsEmpty: true }, { Word: { } type }]:
                Declare(command, name, type);
                return;
            case "assert" when command.Items.Length == 2:
                Assert(command.Items[1]);
                return;
            case "set-logic" or "set-info" or "set-option" or "check-sat" or "get-model" or "exit":
                return;
            default:
                throw Refusal(
                    command,
                    $"the command '{command.Head ?? command.Word ?? "()"}' is not read",
                    "write (declare-const X_0 Real) and (assert (<= X_0 1.0))");
        }
    }

    public VnnLibBox Box()
    {
        if (_ranges.Count == 0) throw origin.Refusal("no input X_0 is declared", "declare the inputs as (declare-const X_0 Real)");
        var lower = new double[_ranges.Count];
        var upper = new double[_ranges.Count];
        int next = 0;
        foreach ((int index, InputRange range) in _ranges)
        {
            if (index != next) throw origin.Refusal($"X_{next} is not declared, though X_{index} is", "declare all inputs from X_0 on");
            (lower[next], upper[next]) = range.Ends(origin, index);
            next++;
        }

        return new VnnLibBox([.. lower], [.. upper], _outputConstraints);
    }

    private void Declare(Term command, string name, string type)
    {
        if (!string.Equals(type, "Real", StringComparison.Ordinal))
            throw Refusal(command, $"{name} is of type {type}", "declare inputs and outputs as Real");
        if (name.StartsWith(Outputs, StringComparison.Ordinal))
        {
            if (!_outputs.Add(name)) throw Refusal(command, $"{name} is declared twice", "declare it once");
            return;
        }

        if (InputIndex(name) is not { } index)
            throw Refusal(command, $"'{name}' is neither an input nor an output", "name inputs X_0, X_1, … and outputs Y_0, Y_1, …");
        if (index >= MaxInputs) throw Refusal(command, $"{name} has too large a number", $"number at most {MaxInputs} inputs from X_0 on");
        if (!_ranges.TryAdd(index, new InputRange())) throw Refusal(command, $"{name} is declared twice", "declare it once");
    }

    private void Assert(Term formula)
    {
        switch (SubjectOf(formula))
        {
            case Subject.Outputs:
                _outputConstraints++;
                return;
            case Subject.None:
                throw Refusal(formula, "an assertion speaks of no input and no output", "leave it out");
            default:
                Restrict(formula);
                return;
        }
    }

    private void Restrict(Term formula)
    {
        switch (formula.Head)
        {
            case "and":
                foreach (Term part in formula.Items.AsSpan()[1..]) Assert(part);
                return;
            case "or" when formula.Items.Length == 2:
                Assert(formula.Items[1]);
                return;
            case "or":
                throw Refusal(
                    formula,
                    $"a disjunction of {formula.Items.Length - 1} cases speaks of inputs, which is not one box",
                    "write one file for each case, and certify them one by one");
            case "<=" when formula.Items.Length == 3:
                Order(formula, formula.Items[1], formula.Items[2]);
                return;
            case ">=" when formula.Items.Length == 3:
                Order(formula, formula.Items[2], formula.Items[1]);
                return;
            default:
                throw Refusal(
                    formula, $"'{formula.Head ?? formula.Word ?? "()"}' is no constraint of a box", "bound each input by <= and >= with one number");
        }
    }

    private void Order(Term formula, Term smaller, Term larger)
    {
        if (smaller.Word is { } low && Number(larger) is { } most && InputIndex(low) is { } bounded) _ranges[bounded].AtMost(most);
        else if (larger.Word is { } high && Number(smaller) is { } least && InputIndex(high) is { } raised) _ranges[raised].AtLeast(least);
        else
            throw Refusal(
                formula, "a constraint on inputs is not of the form X_i <= number", "bound each input by plain decimal numbers; only boxes are read");
    }

    /// <summary>A literal, or the negation (- 1.5) of one.</summary>
    private static ExactDecimal? Number(Term term)
    {
        if (term.Word is { } word) return ExactDecimal.TryParse(word, out ExactDecimal value) ? value : null;
        return term is { Head: "-", Items: [_, { Word: not null } inner] } && Number(inner) is { } positive ? -positive : null;
    }

    private Subject SubjectOf(Term term)
    {
        var subject = Subject.None;
        if (term.Word is { } word) return SubjectOf(term, word);
        foreach (Term item in term.Items) subject |= SubjectOf(item);
        return subject;
    }

    private Subject SubjectOf(Term term, string word)
    {
        if (_outputs.Contains(word)) return Subject.Outputs;
        if (!word.StartsWith(Inputs, StringComparison.Ordinal) && !word.StartsWith(Outputs, StringComparison.Ordinal)) return Subject.None;
        return InputIndex(word) is { } index && _ranges.ContainsKey(index)
            ? Subject.Inputs
            : throw Refusal(term, $"{word} is not declared", $"declare it before it is used: (declare-const {word} Real)");
    }

    private static int? InputIndex(string name) =>
        name.StartsWith(Inputs, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Inputs.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        && (name.Length == Inputs.Length + 1 || name[Inputs.Length] != '0')
            ? index
            : null;

    private InvalidInputException Refusal(Term term, InvariantText problem, InvariantText remedy) => origin.At(term.Place).Refusal(problem, remedy);
}
