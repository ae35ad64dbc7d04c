using ModelFix.Testing;

namespace ModelFix.Analyzers.Package.Tests;

/// <summary>A fresh project, outside the repository, that takes ModelFix.Analyzers from a feed on disk.</summary>
public sealed class ConsumerProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ConsumerProject(PackedAnalyzers package)
    {
        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="local" value="{package.Feed}" />
              </packageSources>
            </configuration>
            """);
        _folder.Write("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestorePackagesPath>packages</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ModelFix.Analyzers" Version="{package.Version}" PrivateAssets="all" />
                <Reference Include="{TestCompilation.TorchPath}" />
                <Compile Remove="packages/**" />
              </ItemGroup>
            </Project>
            """);
    }

    public string Path => _folder.Path;

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Read(string name) => _folder.Read(name);

    public CommandResult Dotnet(params string[] arguments) => Command.Dotnet(Path, arguments);

    public void Dispose() => _folder.Dispose();
}
