using System.Reflection;
using System.Reflection.Emit;

namespace Espalier.Tests.House;

/// <summary>Every type that a type mentions: in its declaration, its signatures, its locals and its instructions.</summary>
internal static class TypeReferences
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<Type> Of(Type type)
    {
        var mentioned = new HashSet<Type>();
        void Add(Type? other)
        {
            if (other is null) return;
            if (other.HasElementType) Add(other.GetElementType());
            else if (!other.IsGenericParameter && mentioned.Add(other))
            {
                foreach (Type argument in other.GetGenericArguments()) Add(argument);
            }
        }

        void AddMember(MemberInfo member)
        {
            Add(member as Type ?? member.DeclaringType);
            if (member is FieldInfo field) Add(field.FieldType);
            if (member is not MethodBase method) return;
            foreach (ParameterInfo parameter in method.GetParameters()) Add(parameter.ParameterType);
            Add((method as MethodInfo)?.ReturnType);
            if (method.IsGenericMethod) foreach (Type argument in method.GetGenericArguments()) Add(argument);
        }

        Add(type.BaseType);
        foreach (Type implemented in type.GetInterfaces()) Add(implemented);
        foreach (FieldInfo field in type.GetFields(Everything)) AddMember(field);
        foreach (MethodBase method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            AddMember(method);
            MethodBody? body = method.GetMethodBody();
            if (body is null) continue;
            foreach (LocalVariableInfo local in body.LocalVariables) Add(local.LocalType);
            foreach ((OpCode _, MemberInfo member) in Operands(method, body)) AddMember(member);
        }

        return mentioned;
    }

    /// <summary>The types that a type's methods ask for by a pattern or a cast, or sift by OfType and Cast.</summary>
    public static IEnumerable<Type> AskedBy(Type type)
    {
        foreach (MethodBase method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            if (method.GetMethodBody() is not { } body) continue;
            foreach ((OpCode code, MemberInfo member) in Operands(method, body))
            {
                if ((code == OpCodes.Isinst || code == OpCodes.Castclass) && member is Type asked) yield return asked;
                else if (member is MethodInfo { IsGenericMethod: true, Name: "OfType" or "Cast" } sieve) yield return sieve.GetGenericArguments()[0];
            }
        }
    }

    private static IEnumerable<(OpCode Code, MemberInfo Member)> Operands(MethodBase method, MethodBody body)
    {
        byte[] il = body.GetILAsByteArray()!;
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < il.Length;)
        {
            short value = il[at] == 0xFE ? (short)((0xFE << 8) | il[at + 1]) : il[at];
            OpCode code = OpCodesByValue[value];
            at += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return (code, method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments)!);
            at += OperandSize(code.OperandType, il, at);
        }
    }

    private static int OperandSize(OperandType type, byte[] il, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}
