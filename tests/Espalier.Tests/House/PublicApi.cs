using System.Reflection;
using System.Text;

namespace Espalier.Tests.House;

/// <summary>The public surface of an assembly as sorted text, one line per member.</summary>
internal static class PublicApi
{
    private const BindingFlags Visible =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Asserts that the surface is the recorded one, or records it if <c>ESPALIER_ACCEPT_API=1</c>.</summary>
    /// <param name="assembly">Whose surface.</param>
    /// <param name="project">The test project whose <c>House/PublicApi.txt</c> holds the record.</param>
    public static void AssertRecorded(Assembly assembly, string project)
    {
        string file = Path.Combine(Checkout.Root, "tests", project, "House", "PublicApi.txt");
        string actual = Of(assembly);
        if (Environment.GetEnvironmentVariable("ESPALIER_ACCEPT_API") == "1") File.WriteAllText(file, actual);
        string recorded = File.ReadAllText(file);
        Assert.True(recorded == actual, FirstDifference(recorded, actual));
    }

    private static string FirstDifference(string recorded, string actual)
    {
        string[] before = recorded.Split('\n');
        string[] after = actual.Split('\n');
        var gone = before.Except(after).Select(line => "- " + line);
        var come = after.Except(before).Select(line => "+ " + line);
        return "the public surface changed; if on purpose, run once with ESPALIER_ACCEPT_API=1\n" + string.Join('\n', gone.Concat(come).Take(40));
    }

    private static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Keyword(type)).Append(' ').Append(Name(type));
            if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
                text.Append(" : ").Append(Name(parent));
            text.Append('\n');
            foreach (string line in type.GetMembers(Visible).Select(Line).OfType<string>().Order(StringComparer.Ordinal))
                text.Append("  ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string Keyword(Type type) =>
        type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface"
        : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string? Line(MemberInfo member) => member switch
    {
        FieldInfo field when IsVisible(field.Attributes & FieldAttributes.FieldAccessMask) && !field.IsSpecialName =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} "
                + $"{field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}",
        PropertyInfo { Name: not "EqualityContract" } property when property.GetMethod is { } getter
            && IsVisible((FieldAttributes)(getter.Attributes & MethodAttributes.MemberAccessMask)) =>
            $"{(getter.IsStatic ? "static " : "")}{Name(property.PropertyType)} "
                + $"{property.Name}{Parameters(property.GetIndexParameters(), '[', ']')} {{ get; {Setter(property)}}}",
        ConstructorInfo constructor when IsVisible((FieldAttributes)(constructor.Attributes & MethodAttributes.MemberAccessMask)) =>
            $"new{Parameters(constructor.GetParameters(), '(', ')')}",
        MethodInfo method when IsVisible((FieldAttributes)(method.Attributes & MethodAttributes.MemberAccessMask)) && !IsNoise(method) =>
            $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} "
                + $"{method.Name}{Generics(method)}{Parameters(method.GetParameters(), '(', ')')}",
        _ => null,
    };

    private static bool IsVisible(FieldAttributes access) => access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    /// <summary>Accessors stand with their property; what the compiler writes for a record says nothing of its own.</summary>
    private static bool IsNoise(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
        || method.Name is "PrintMembers" or "<Clone>$";

    private static string Setter(PropertyInfo property)
    {
        if (property.SetMethod is not { IsPublic: true } setter) return "";
        bool initOnly = setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
        return initOnly ? "init; " : "set; ";
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(ParameterInfo[] parameters, char open, char close) =>
        parameters.Length == 0 && open == '['
            ? ""
            : $"{open}{string.Join(", ", parameters.Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = …" : "")}"))}{close}";

    private static string Name(Type type)
    {
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;
        string name = type.Namespace?.StartsWith("Espalier", StringComparison.Ordinal) == true ? type.FullName ?? type.Name : type.Name;
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket >= 0) name = name[..bracket];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
