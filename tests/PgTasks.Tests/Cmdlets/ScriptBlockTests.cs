using System.Management.Automation;
using System.Reflection;

namespace PgTasks.Tests;

public sealed class ScriptBlockTests
{
    public static TheoryData<string, string> Parameters => new(
        from type in typeof(PgTask).Assembly.GetExportedTypes()
        where type.GetCustomAttribute<CmdletAttribute>() is not null
        from property in type.GetProperties()
        where property.IsDefined(typeof(ParameterAttribute))
            && property.PropertyType is { } held
            && (held == typeof(string) || held == typeof(string[]) || held == typeof(object) || held == typeof(object[]))
        select (type.FullName, property.Name));

    /// <summary>The engine gives a string parameter the source text, and an object parameter the block itself.</summary>
    [Theory]
    [MemberData(nameof(Parameters))]
    public void A_text_or_an_object_is_made_for_each_input_or_refused(string cmdlet, string parameter)
    {
        PropertyInfo property = typeof(PgTask).Assembly.GetType(cmdlet)!.GetProperty(parameter)!;
        bool isMadeForEach = property.GetCustomAttributes<ParameterAttribute>().Any(
            attribute => attribute.ValueFromPipeline || attribute.ValueFromPipelineByPropertyName);
        NoScriptBlockAttribute? refusing = property.GetCustomAttribute<NoScriptBlockAttribute>();
        Assert.True(isMadeForEach || refusing is not null);
        if (refusing is not null)
        {
            Assert.Throws<ArgumentTransformationMetadataException>(
                () => refusing.Transform(null!, new PSObject(ScriptBlock.Create("1"))));
            Assert.Same(parameter, refusing.Transform(null!, parameter));
        }
    }
}
