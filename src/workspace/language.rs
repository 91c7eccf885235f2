//! Which language is a file written in, told by its name alone?

use serde::{Deserialize, Serialize};

/// What a file's text is for. Ranking and answers name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Code,
    Document,
    /// Configuration, data, build descriptions.
    Data,
}

/// One row a language: variant, name, class, aliases, extensions, whole file names.
/// The order is stored in manifests: rows are added at the end, or `manifest::VERSION` changes.
macro_rules! languages {
    ($($variant:ident $name:literal $class:ident [$($alias:literal)*] [$($ext:literal)*] [$($file:literal)*];)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Language { $($variant),* }

        impl Language {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in filters and answers: lower case, one word.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            pub const fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class),* }
            }

            fn by_alias(word: &str) -> Option<Self> {
                match word { $($name $(| $alias)* => Some(Self::$variant),)* _ => None }
            }

            fn by_extension(extension: &str) -> Option<Self> {
                match extension { $($($ext)|* => Some(Self::$variant),)* _ => None }
            }

            fn by_file_name(name: &str) -> Option<Self> {
                $($(if name == $file { return Some(Self::$variant); })*)*
                None
            }
        }
    };
}

languages! {
    Rust "rust" Code ["rs"] ["rs"] [];
    Python "python" Code ["py" "python3"] ["py" "pyi" "pyw" "pyx"] ["SConstruct" "SConscript"];
    TypeScript "typescript" Code ["ts" "tsx"] ["ts" "tsx" "mts" "cts"] [];
    JavaScript "javascript" Code ["js" "jsx" "node"] ["js" "jsx" "mjs" "cjs"] [];
    Go "go" Code ["golang"] ["go"] [];
    Java "java" Code [] ["java"] [];
    C "c" Code [] ["c" "h"] [];
    Cpp "cpp" Code ["c++" "cxx" "cc"] ["cpp" "cc" "cxx" "hpp" "hh" "hxx" "ipp" "inl"] [];
    CSharp "csharp" Code ["c#" "cs"] ["cs" "csx"] [];
    Ruby "ruby" Code ["rb"] ["rb" "rake" "gemspec"] ["Rakefile" "Gemfile"];
    Php "php" Code [] ["php" "phtml"] [];
    Kotlin "kotlin" Code ["kt"] ["kt" "kts"] [];
    Swift "swift" Code [] ["swift"] [];
    Scala "scala" Code [] ["scala" "sc" "sbt"] [];
    Haskell "haskell" Code ["hs"] ["hs" "lhs"] [];
    Elixir "elixir" Code ["ex"] ["ex" "exs"] [];
    Erlang "erlang" Code ["erl"] ["erl" "hrl"] [];
    Lua "lua" Code [] ["lua"] [];
    Perl "perl" Code ["pl"] ["pl" "pm"] [];
    R "r" Code [] ["r" "R"] [];
    Julia "julia" Code ["jl"] ["jl"] [];
    Zig "zig" Code [] ["zig"] [];
    Dart "dart" Code [] ["dart"] [];
    Clojure "clojure" Code ["clj"] ["clj" "cljs" "cljc" "edn"] [];
    OCaml "ocaml" Code ["ml"] ["ml" "mli"] [];
    FSharp "fsharp" Code ["f#" "fs"] ["fs" "fsi" "fsx"] [];
    Groovy "groovy" Code [] ["groovy" "gradle"] ["Jenkinsfile"];
    ObjectiveC "objectivec" Code ["objc" "objective-c"] ["m" "mm"] [];
    Nim "nim" Code [] ["nim"] [];
    Shell "shell" Code ["sh" "bash" "zsh" "fish"] ["sh" "bash" "zsh" "fish" "ksh"] [".bashrc" ".zshrc" ".profile"];
    PowerShell "powershell" Code ["ps1" "pwsh"] ["ps1" "psm1" "psd1"] [];
    Sql "sql" Code [] ["sql"] [];
    Solidity "solidity" Code ["sol"] ["sol"] [];
    Assembly "assembly" Code ["asm"] ["s" "S" "asm"] [];
    Proto "protobuf" Code ["proto"] ["proto"] [];
    GraphQl "graphql" Code ["gql"] ["graphql" "gql"] [];
    Vue "vue" Code [] ["vue"] [];
    Svelte "svelte" Code [] ["svelte"] [];
    Html "html" Code ["htm"] ["html" "htm" "xhtml"] [];
    Css "css" Code ["scss" "sass" "less"] ["css" "scss" "sass" "less"] [];
    Terraform "terraform" Code ["tf" "hcl"] ["tf" "tfvars" "hcl"] [];
    Nix "nix" Code [] ["nix"] [];
    Make "make" Data ["makefile"] ["mk" "mak"] ["Makefile" "makefile" "GNUmakefile"];
    CMake "cmake" Data [] ["cmake"] ["CMakeLists.txt"];
    Docker "dockerfile" Data ["docker"] ["dockerfile"] ["Dockerfile" "Containerfile"];
    Json "json" Data ["jsonc" "json5"] ["json" "jsonc" "json5" "ndjson" "jsonl"] [];
    Yaml "yaml" Data ["yml"] ["yaml" "yml"] [];
    Toml "toml" Data [] ["toml"] ["Cargo.lock" "poetry.lock"];
    Xml "xml" Data [] ["xml" "xsd" "xsl" "svg" "plist"] [];
    Ini "ini" Data ["cfg" "conf"] ["ini" "cfg" "conf" "properties" "editorconfig"] [".editorconfig"];
    Csv "csv" Data ["tsv"] ["csv" "tsv"] [];
    Markdown "markdown" Document ["md"] ["md" "mdx" "markdown"] [];
    ReStructuredText "rst" Document ["restructuredtext"] ["rst"] [];
    AsciiDoc "asciidoc" Document ["adoc"] ["adoc" "asciidoc"] [];
    Text "text" Document ["txt" "plain"] ["txt"] ["README" "LICENSE" "COPYING" "CHANGES" "AUTHORS" "NOTICE"];
    Latex "latex" Document ["tex"] ["tex" "bib" "sty"] [];
}

impl Language {
    /// A name or alias as people write it in a filter: `rust`, `rs`, `.rs`, `TypeScript`, `C++`.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim().trim_start_matches('.').to_ascii_lowercase();
        Self::by_alias(&word).or_else(|| Self::by_extension(&word))
    }

    /// By whole file name first, then by extension.
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(found) = Self::by_file_name(name) {
            return Some(found);
        }
        let (_, extension) = name.rsplit_once('.')?;
        Self::by_extension(extension)
            .or_else(|| Self::by_extension(&extension.to_ascii_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_language() {
        for (path, expected) in [
            ("src/main.rs", Some("rust")),
            ("a/b.TSX", Some("typescript")),
            ("Makefile", Some("make")),
            ("x/CMakeLists.txt", Some("cmake")),
            ("notes.txt", Some("text")),
            ("a.tar.gz", None),
            ("noextension", None),
            (".bashrc", Some("shell")),
            ("x.R", Some("r")),
        ] {
            assert_eq!(Language::of_path(path).map(Language::name), expected, "{path}");
        }
    }

    #[test]
    fn filters_take_names_aliases_and_extensions() {
        for (word, expected) in [
            ("rs", "rust"),
            ("Rust", "rust"),
            (".py", "python"),
            ("c++", "cpp"),
            ("hpp", "cpp"),
            ("md", "markdown"),
        ] {
            assert_eq!(Language::parse(word).map(Language::name), Some(expected), "{word}");
        }
        assert_eq!(Language::parse("klingon"), None);
        for language in Language::ALL {
            assert_eq!(Language::parse(language.name()), Some(*language));
        }
    }
}
