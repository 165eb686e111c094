using System.Collections.Immutable;
using System.Reflection;
using System.Text;

namespace Espalier.Lab.Experiments;

/// <summary>
/// Reads a record's properties once: what an experiment's parameters are called, what they may be, and how a cell's values become a record.
/// </summary>
/// <typeparam name="T">A record whose properties carry <see cref="ParameterAttribute"/>; a new one holds the defaults.</typeparam>
internal static class ParameterRecord<T>
    where T : class, new()
{
    private static readonly ImmutableArray<RecordProperty> Properties = [.. Declared(typeof(T)).Select(property => new RecordProperty(property))];

    /// <summary>The parameters in the order of the properties, a record's own before those that it inherits.</summary>
    public static ImmutableArray<Parameter> Parameters { get; } = Describe();

    /// <summary>The position of the parameter that a property declares.</summary>
    public static int IndexOf(string property)
    {
        for (int i = 0; i < Properties.Length; i++)
        {
            if (Properties[i].Property.Name == property) return i;
        }

        throw new ArgumentException($"{property} is no parameter of {typeof(T).Name}", nameof(property));
    }

    /// <summary>The record of a cell's values.</summary>
    public static T Read(ImmutableArray<Scalar> values)
    {
        var record = new T();
        for (int i = 0; i < Properties.Length; i++) Properties[i].Set(record, values[i]);
        return record;
    }

    /// <summary>The values of a record, in the order of the parameters.</summary>
    public static ImmutableArray<Scalar> Values(T record) => [.. Properties.Select(property => property.Get(record))];

    /// <summary>A value of a property's type, as the property would hold it.</summary>
    public static Scalar ScalarOf(int index, object value) => Properties[index].ToScalar(value);

    private static ImmutableArray<Parameter> Describe()
    {
        var standard = new T();
        return [.. Properties.Select(property => property.Describe(standard))];
    }

    private static IEnumerable<PropertyInfo> Declared(Type? type)
    {
        if (type is null || type == typeof(object)) return [];
        IEnumerable<PropertyInfo> own = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(property => property.IsDefined(typeof(ParameterAttribute)))
            .OrderBy(property => property.MetadataToken);
        return own.Concat(Declared(type.BaseType));
    }
}

/// <summary>One property of a parameter record, between its own type and the four kinds of a cell.</summary>
internal sealed class RecordProperty(PropertyInfo property)
{
    private readonly Type _type = property.PropertyType;
    private readonly ParameterAttribute _meaning = property.GetCustomAttribute<ParameterAttribute>()!;
    private readonly ImmutableArray<string> _words = property.PropertyType.IsEnum ? [.. Enum.GetNames(property.PropertyType).Select(Hyphenated)] : [];

    public PropertyInfo Property => property;

    public Scalar Get(object record) => ToScalar(property.GetValue(record)!);

    public void Set(object record, Scalar value) => property.SetValue(record, FromScalar(value));

    public Scalar ToScalar(object value) => value switch
    {
        int whole => Scalar.Of(whole),
        long whole => Scalar.Of(whole),
        double number => Scalar.Of(number),
        bool flag => Scalar.Of(flag),
        string text => Scalar.Of(text),
        Enum word => Scalar.Of(Hyphenated(word.ToString())),
        _ => throw new ArgumentException($"{property.Name} is a {_type.Name}, which no parameter is", nameof(value)),
    };

    public Parameter Describe(object standard)
    {
        string name = Hyphenated(property.Name);
        Scalar value = Get(standard);
        Parameter parameter = value.Kind switch
        {
            ScalarKind.Integer =>
                Parameter.WholeNumber(name, _meaning.Description, value.Integer, (long)_meaning.Minimum, (long)_meaning.Maximum, _meaning.Unit),
            ScalarKind.Number =>
                Parameter.Real(
                    name, _meaning.Description, value.Number, _meaning.Minimum, _meaning.Maximum, _meaning.IsMinimumExcluded, _meaning.Unit),
            ScalarKind.Flag => Parameter.Switch(name, _meaning.Description, value.Flag),
            _ => Parameter.OneOf(name, _meaning.Description, value.Text, _words.IsEmpty ? [.. _meaning.Choices] : _words),
        };
        return parameter with { Suggested = _meaning.Suggested };
    }

    private object FromScalar(Scalar value)
    {
        if (_type == typeof(int)) return checked((int)value.Integer);
        if (_type == typeof(long)) return value.Integer;
        if (_type == typeof(double)) return value.Number;
        if (_type == typeof(bool)) return value.Flag;
        return _type.IsEnum ? Enum.GetValues(_type).GetValue(_words.IndexOf(value.Text))! : value.Text;
    }

    /// <summary><c>MostWidth</c> becomes <c>most-width</c>.</summary>
    private static string Hyphenated(string name)
    {
        var text = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
