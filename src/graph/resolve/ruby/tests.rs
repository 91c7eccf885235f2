//! Do Ruby's requires and constants lead to the right files?

use super::underscored;
use crate::graph::tests::{edges, graph, unresolved, uses};

#[test]
fn requires_autoloads_and_constants() {
    let graph = graph(&[
        (
            "lib/acme.rb",
            "require 'json'\nrequire 'rack/utils'\nrequire 'acme/version'\nrequire_relative 'acme/client'\nmodule Acme\n  autoload :Server, 'acme/server'\n  require \"acme/#{name}\"\nend\n",
        ),
        ("lib/acme/version.rb", "module Acme\n  VERSION = '1'\nend\n"),
        (
            "lib/acme/client.rb",
            "require 'acme/gone'\nmodule Acme\n  class Client < Base\n    def get; Web::Reply.parse(VERSION); end\n  end\nend\n",
        ),
        ("lib/acme/base.rb", "module Acme\n  class Base\n  end\nend\n"),
        ("lib/acme/server.rb", "module Acme\n  class Server\n  end\nend\n"),
        (
            "lib/acme/web/reply.rb",
            "module Acme\n  module Web\n    class Reply\n      def self.parse(x); end\n    end\n  end\nend\n",
        ),
        (
            "lib/acme/web/patch.rb",
            "module Acme\n  module Web\n    class Reply\n      def more; end\n    end\n  end\nend\n",
        ),
        ("app/models/user.rb", "class User < ApplicationRecord\nend\n"),
        ("app/models/application_record.rb", "class ApplicationRecord < ActiveRecord::Base\nend\n"),
        ("spec/spec_helper.rb", "require 'acme'\n"),
        ("spec/client_spec.rb", "require 'spec_helper'\ndescribe Acme::Client do\nend\n"),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "app/models/user.rb → app/models/application_record.rb use namespace likely 1",
            "lib/acme.rb → lib/acme/client.rb include relative certain 4",
            "lib/acme.rb → lib/acme/server.rb dynamic search certain 6",
            "lib/acme.rb → lib/acme/version.rb include search certain 3",
            "lib/acme/client.rb → lib/acme/base.rb use namespace likely 3",
            "lib/acme/client.rb → lib/acme/version.rb use namespace likely 4",
            // Two files open the class: the one that is named after it.
            "lib/acme/client.rb → lib/acme/web/reply.rb use namespace likely 4",
            "spec/client_spec.rb → lib/acme/client.rb use namespace likely 2",
            "spec/client_spec.rb → spec/spec_helper.rb include search certain 1",
            "spec/spec_helper.rb → lib/acme.rb include search certain 1",
        ]
    );
    assert_eq!(
        unresolved(&graph),
        [
            "lib/acme.rb \"acme/#{name}\" ambiguous 7",
            "lib/acme.rb json standard 1",
            "lib/acme.rb rack/utils external 2",
            "lib/acme/client.rb acme/gone missing 1",
        ]
    );
    let uses = uses(&graph).join("\n");
    assert!(
        uses.contains("Acme.Web.Reply.parse ← lib/acme/client.rb Acme.Client.get call likely 4"),
        "{uses}"
    );
}

#[test]
fn constants_name_their_files() {
    for (constant, path) in [
        ("Acme::HTTPServer", "acme/http_server"),
        ("UsersController", "users_controller"),
        ("OAuth2", "o_auth2"),
        ("A::B", "a/b"),
    ] {
        assert_eq!(underscored(constant), path);
    }
}
