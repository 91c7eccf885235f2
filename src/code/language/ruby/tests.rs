//! Is Ruby read as it is meant?

use crate::code::tests::{imports, outline, read, references, routes};

const TEXT: &str = r##"require 'json'
require_relative '../lib/foo'
autoload :Bar, 'foo/bar'
load 'x.rb'
module Acme
  module Web::Deep
    LIMIT = 3
    class A < Base::Thing
      include Comparable, Foo::Mixin
      extend Bar
      attr_accessor :name, :age
      @@count = 0
      class << self
        def make(x, y: 1, *r, &b) = new(x)
      end
      def self.find(id); where(id: id).first; end
      def show
        u = User.find(params[:id])&.load
        u.items.each { |i, (a, b)| i.save!; Foo::BAR; ::Top }
        @x = [1].map do |z| z + 1 end
        rescue Foo::Err => e
        super
      end
      private
      def hid; end
      alias_method :a, :b
      alias c show
      Point = Struct.new(:x, :y)
      private def hid2; end
    end
  end
end
Rails.application.routes.draw do
  root 'home#index'
  get '/users/:id', to: 'users#show', as: :x
  post 'y' => 'z#w'
  resources :photos, only: [:index] do
    member { get :preview }
    collection { get "all" }
  end
  namespace :admin do
    resources :posts
  end
  scope '/v1' do
    delete '/q', to: 'q#d'
  end
end
get '/hi/:n' do
  "x"
end
"##;

#[test]
fn declarations() {
    assert_eq!(
        outline(&read("a.rb", TEXT)),
        [
            "module Acme 5-32",
            "module Acme.Web::Deep 6-31",
            "constant Acme.Web::Deep.LIMIT 7-7",
            "class Acme.Web::Deep.A 8-30",
            "field Acme.Web::Deep.A.name 11-11",
            "field Acme.Web::Deep.A.age 11-11",
            "method Acme.Web::Deep.A.make 14-14",
            "method Acme.Web::Deep.A.find 16-16",
            "method Acme.Web::Deep.A.show 17-23",
            "method Acme.Web::Deep.A.hid 25-25",
            "method Acme.Web::Deep.A.a 26-26",
            "method Acme.Web::Deep.A.c 27-27",
            "constant Acme.Web::Deep.A.Point 28-28",
            "method Acme.Web::Deep.A.hid2 29-29"
        ]
    );
}

#[test]
fn imports_and_uses() {
    let facts = read("a.rb", TEXT);
    assert_eq!(
        imports(&facts),
        [
            "SystemInclude json 1",
            "Include ../lib/foo 2",
            "Dynamic foo/bar (Bar) 3",
            "SystemInclude x.rb 4"
        ]
    );
    assert_eq!(
        references(&facts),
        [
            "Inherit Base::Thing 8 in A",
            "Call include 9 in A",
            "Inherit Comparable 9 in A",
            "Inherit Foo::Mixin 9 in A",
            "Call extend 10 in A",
            "Inherit Bar 10 in A",
            "Call attr_accessor 11 in age",
            "Use self 13 in A",
            "Call new 14 in make",
            "Use self 16 in find",
            "Call .first 16 in find",
            "Call where 16 in find",
            "Call .load 18 in show",
            "Call User.find 18 in show",
            "Use params 18 in show",
            "Call .each 19 in show",
            "Call .items 19 in show",
            "Call .save! 19 in show",
            "Use Foo::BAR 19 in show",
            "Use Top 19 in show",
            "Call .map 20 in show",
            "Use Foo::Err 21 in show",
            "Use super 22 in show",
            "Use private 24 in A",
            "Call alias_method 26 in a",
            "Use show 27 in c",
            "Call Struct.new 28 in Point",
            "Call private 29 in A",
            "Call .draw 33",
            "Call .routes 33",
            "Call Rails.application 33",
            "Call root 34",
            "Call get 35",
            "Call post 36",
            "Call resources 37",
            "Call member 38",
            "Call get 38",
            "Call collection 39",
            "Call get 39",
            "Call namespace 41",
            "Call resources 42",
            "Call scope 44",
            "Call delete 45",
            "Call get 48"
        ]
    );
}

#[test]
fn routes_of_frameworks() {
    assert_eq!(
        routes(&read("a.rb", TEXT)),
        [
            "rails GET / home#index 34",
            "rails GET /users/:id users#show 35",
            "rails POST /y z#w 36",
            "rails GET /photos photos#index 37",
            "rails GET /photos/:id/preview  38",
            "rails GET /photos/all  39",
            "rails GET /admin/posts admin/posts#index 42",
            "rails POST /admin/posts admin/posts#create 42",
            "rails GET /admin/posts/new admin/posts#new 42",
            "rails GET /admin/posts/:id/edit admin/posts#edit 42",
            "rails GET /admin/posts/:id admin/posts#show 42",
            "rails PATCH /admin/posts/:id admin/posts#update 42",
            "rails PUT /admin/posts/:id admin/posts#update 42",
            "rails DELETE /admin/posts/:id admin/posts#destroy 42",
            "rails DELETE /v1/q q#d 45",
            "sinatra GET /hi/:n  48"
        ]
    );
}
